// Other servers as they are on the internet: https, each connection a new one,
// each answer 202 after a while. One thread, one port, any number of names.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace bench {

class TlsSink {
  public:
    // `certificate` and `key`: PEM files. Throws std::runtime_error.
    TlsSink(int port, const std::string& certificate, const std::string& key,
            std::chrono::milliseconds answers_after);
    ~TlsSink();
    TlsSink(const TlsSink&) = delete;
    TlsSink& operator=(const TlsSink&) = delete;

    struct Received {
        std::size_t posts = 0;
        std::size_t connections = 0;
        std::chrono::steady_clock::time_point last{};  // when the last was answered
    };
    // Until that many were answered since the last call, or the time is up.
    Received wait_for_posts(std::size_t posts, std::chrono::seconds longest);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bench
