// Ends of waits, told from any thread, read by the epoll thread. Callbacks hold
// it by shared_ptr, because they may outlive the server.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "node/web/response.h"

namespace essaim::web {

class EdgeMailbox {
  public:
    struct Letter {
        std::uint64_t connection;
        std::uint64_t turn;  // of the connection, when the wait began
        Wait::Outcome outcome;
    };
    EdgeMailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
    ~EdgeMailbox() { ::close(event_); }
    EdgeMailbox(const EdgeMailbox&) = delete;
    EdgeMailbox& operator=(const EdgeMailbox&) = delete;

    int event() const { return event_; }  // readable when there are letters
    void wake() const { ::eventfd_write(event_, 1); }
    void post(Letter letter) {
        {
            const std::lock_guard lock(mutex_);
            letters_.push_back(letter);
            if (letters_.size() > 1) return;  // already woken
        }
        wake();
    }
    std::vector<Letter> take() {
        eventfd_t count = 0;
        ::eventfd_read(event_, &count);
        const std::lock_guard lock(mutex_);
        return std::exchange(letters_, {});
    }

  private:
    const int event_;
    std::mutex mutex_;
    std::vector<Letter> letters_;
};

}  // namespace essaim::web
