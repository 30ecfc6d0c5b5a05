// The other servers' side: one thread on one port that hands out documents by
// host name and answers 202 to every POST, noting when and to which host.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bench {

class Sink {
  public:
    // `documents` by host (with port); other GETs get 404. Throws std::runtime_error.
    Sink(int port, std::map<std::string, std::string> documents);
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    struct Received {
        std::size_t posts = 0;
        std::size_t gets = 0;
        std::size_t hosts = 0;      // different ones
        std::size_t unsigned_ = 0;  // posts without a Signature
        std::chrono::steady_clock::time_point last{};
        std::vector<std::chrono::steady_clock::time_point> firsts;  // of each host, in order
    };
    // Until that many hosts got a POST since the last call, or the time is up.
    Received wait_for_hosts(std::size_t hosts, std::chrono::seconds longest);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bench
