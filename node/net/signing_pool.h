// A few threads that run small pieces of work (an RSA signature is 230 us)
// off the network thread. Work never throws. The line is bounded by its one
// user: no more than its connections are ever handed over (host_queue.h).
// post() from any thread; the destructor drops what has not begun and joins.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace essaim::net {

class SigningPool {
  public:
    explicit SigningPool(unsigned threads);
    ~SigningPool();
    SigningPool(const SigningPool&) = delete;
    SigningPool& operator=(const SigningPool&) = delete;

    void post(std::function<void()> work);

  private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> line_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace essaim::net
