#include "tests/bench/poller.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

namespace bench {

namespace {

int listen_on(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(fd, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
               sizeof(address)) != 0 ||
        ::listen(fd, 1024) != 0) {
        throw std::runtime_error("cannot listen on port " + std::to_string(port));
    }
    return fd;
}

}  // namespace

Poller::Poller(int port)
    : listener_(listen_on(port)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
    watch(listener_);
    watch(stop_);
}

Poller::~Poller() {
    for (const int fd : {listener_, epoll_, stop_}) ::close(fd);
}

void Poller::watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Poller::accept_all(const std::function<void(int)>& accepted) const {
    for (;;) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        accepted(fd);
        watch(fd);
    }
}

void Poller::start(std::function<void(int)> accepted, std::function<void(int)> readable,
                   std::function<int()> meanwhile) {
    thread_ = std::thread([this, accepted = std::move(accepted), readable = std::move(readable),
                           meanwhile = std::move(meanwhile)] {
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int longest = meanwhile();
            const int ready =
                ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), longest);
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == stop_) return;
                if (fd == listener_) {
                    accept_all(accepted);
                } else {
                    readable(fd);
                }
            }
        }
    });
}

void Poller::stop() {
    ::eventfd_write(stop_, 1);
    thread_.join();
}

std::string_view header(std::string_view head, std::string_view name) {
    std::size_t at = 0;
    while ((at = head.find("\r\n", at)) != std::string_view::npos) {
        at += 2;
        const auto line = head.substr(at, head.find("\r\n", at) - at);
        if (line.size() <= name.size() || line[name.size()] != ':') continue;
        bool same = true;
        for (std::size_t i = 0; i < name.size(); ++i) same = same && (line[i] | 0x20) == name[i];
        if (same) return line.substr(line.find_first_not_of(' ', name.size() + 1));
    }
    return {};
}

std::size_t whole_request(std::string_view text) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    const auto given = header(text.substr(0, end), "content-length");
    const auto whole = end + 4 + (given.empty() ? 0 : std::stoul(std::string(given)));
    return text.size() < whole ? 0 : whole;
}

}  // namespace bench
