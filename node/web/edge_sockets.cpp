#include "node/web/edge_sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace essaim::web {

namespace {

constexpr int kBacklog = 1024;

sockaddr* generic(sockaddr_storage& address) {
    return static_cast<sockaddr*>(static_cast<void*>(&address));
}

std::string text_of(const sockaddr_storage& address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof(v4));
        inet_ntop(AF_INET, &v4.sin_addr, text, sizeof(text));
    } else if (address.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof(v6));
        inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof(text));
        if (std::strncmp(text, "::ffff:", 7) == 0 && std::strchr(text, '.') != nullptr)
            return text + 7;
    }
    return text;
}

}  // namespace

int listen_on(const std::string& address, int port) {
    sockaddr_storage where{};
    socklen_t length = 0;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(static_cast<std::uint16_t>(port));
        std::memcpy(&where, &v4, length = sizeof(v4));
    } else if (inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(static_cast<std::uint16_t>(port));
        std::memcpy(&where, &v6, length = sizeof(v6));
    } else {
        throw std::runtime_error("http.address must be an IP address, such as 127.0.0.1, not \"" +
                                 address + "\"");
    }
    const int fd = ::socket(where.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    const int off = 0;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (where.ss_family == AF_INET6) ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (fd < 0 || ::bind(fd, generic(where), length) != 0 || ::listen(fd, kBacklog) != 0) {
        const std::string why = std::strerror(errno);
        if (fd >= 0) ::close(fd);
        throw std::runtime_error("cannot listen on " + address + " port " + std::to_string(port) +
                                 ": " + why);
    }
    return fd;
}

int port_of(int socket) {
    sockaddr_storage where{};
    socklen_t length = sizeof(where);
    ::getsockname(socket, generic(where), &length);
    sockaddr_in v4{};
    std::memcpy(&v4, &where, sizeof(v4));  // the port is at the same place in sockaddr_in6
    return ntohs(v4.sin_port);
}

Accepted accept_on(int listener) {
    sockaddr_storage from{};
    socklen_t length = sizeof(from);
    const int fd = ::accept4(listener, generic(from), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return {-1, {}, errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM};
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return {fd, text_of(from), false};
}

}  // namespace essaim::web
