// Starts the node and asks it until it answers.
#pragma once

#include <string>

namespace bench {

// Milliseconds from the start of `program --dir dir serve` to the end of the
// first good answer to a GET of `path`; the node is stopped again. Throws
// std::runtime_error when it ends by itself or says nothing for ten seconds.
double ready_after(const std::string& program, const std::string& dir, int port,
                   const std::string& path);

}  // namespace bench
