// The sockets of the edge server: listening, accepting, naming the client.
#pragma once

#include <string>

namespace essaim::web {

// A listening socket, non-blocking, SO_REUSEADDR (never REUSEPORT: a second
// node on the port must fail). Throws std::runtime_error with a sentence.
int listen_on(const std::string& address, int port);
int port_of(int socket);

struct Accepted {
    int fd = -1;  // -1: nobody waits, or `exhausted`
    std::string peer;
    bool exhausted = false;  // no descriptor left
};
Accepted accept_on(int listener);

}  // namespace essaim::web
