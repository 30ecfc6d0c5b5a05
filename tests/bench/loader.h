// Sends prepared requests over a few connections kept alive, each sending its
// next one when it has its answer. One thread: it shares the machine with what
// it measures.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace bench {

struct Answers {
    std::map<int, std::size_t> by_status;
    std::vector<double> milliseconds;  // of each answer, sorted
    double seconds = 0;                // from the first byte to the last answer
};

// Throws std::runtime_error when a connection is lost.
Answers send_all(int port, const std::vector<std::string>& requests, std::size_t connections);

}  // namespace bench
