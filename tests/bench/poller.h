// What both sinks stand on: a port of 127.0.0.1 and one thread that accepts its
// connections and says which of them has something to read.
#pragma once

#include <functional>
#include <string_view>
#include <thread>

namespace bench {

class Poller {
  public:
    explicit Poller(int port);  // listens; throws std::runtime_error
    ~Poller();                  // after stop()
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    // All are called on the thread. `meanwhile`: before each wait; how long it may
    // last, in milliseconds, -1 for ever.
    void start(std::function<void(int fd)> accepted, std::function<void(int fd)> readable,
               std::function<int()> meanwhile);
    void stop();

  private:
    void watch(int fd) const;
    void accept_all(const std::function<void(int)>& accepted) const;

    int listener_;
    int epoll_;
    int stop_;
    std::thread thread_;
};

// Of a well-formed head; "" if absent.
std::string_view header(std::string_view head, std::string_view name);
// The bytes of the first request in `text`, head and body; 0 if it is not whole yet.
std::size_t whole_request(std::string_view text);

}  // namespace bench
