#include "tests/bench/loader.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
    int fd = -1;
    Clock::time_point asked{};
    std::string received{};
};

int connect_to(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (::connect(fd, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                  sizeof(address)) != 0) {
        throw std::runtime_error(std::string("cannot connect to the node: ") +
                                 std::strerror(errno));
    }
    return fd;
}

// The status of a whole answer, 0 if some of it is missing still.
int whole_answer(const std::string& text) {
    constexpr std::size_t kStatus = 9;  // behind "HTTP/1.1 "
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    std::size_t length = 0;
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    if (const auto at = text.find(kLength); at < end)
        length = std::stoul(text.substr(at + kLength.size()));
    return text.size() < end + 4 + length ? 0 : std::stoi(text.substr(kStatus, 3));
}

void send_one(Connection& connection, const std::string& request) {
    connection.asked = Clock::now();
    connection.received.clear();
    std::size_t sent = 0;
    while (sent < request.size()) {
        const auto count =
            ::send(connection.fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) throw std::runtime_error("the node closed a connection");
        sent += static_cast<std::size_t>(count);
    }
}

}  // namespace

Answers send_all(int port, const std::vector<std::string>& requests, std::size_t connections) {
    std::vector<Connection> open(std::min(connections, requests.size()));
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < open.size(); ++i) {
        open[i].fd = connect_to(port);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, open[i].fd, &event);
    }
    Answers answers;
    answers.milliseconds.reserve(requests.size());
    std::size_t next = 0;
    const auto begun = Clock::now();
    for (auto& connection : open) send_one(connection, requests[next++]);
    std::array<epoll_event, 64> events{};
    std::array<char, 16 * 1024> buffer{};
    while (answers.milliseconds.size() < requests.size()) {
        const int ready =
            ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 10'000);
        if (ready == 0) throw std::runtime_error("the node answers nothing for ten seconds");
        for (int i = 0; i < ready; ++i) {
            auto& connection = open[events[static_cast<std::size_t>(i)].data.u64];
            const auto count = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
            if (count <= 0) throw std::runtime_error("the node closed a connection");
            connection.received.append(buffer.data(), static_cast<std::size_t>(count));
            const int status = whole_answer(connection.received);
            if (status == 0) continue;
            ++answers.by_status[status];
            const std::chrono::duration<double, std::milli> took = Clock::now() - connection.asked;
            answers.milliseconds.push_back(took.count());
            if (next < requests.size()) send_one(connection, requests[next++]);
        }
    }
    answers.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    for (const auto& connection : open) ::close(connection.fd);
    ::close(epoll);
    std::ranges::sort(answers.milliseconds);
    return answers;
}

}  // namespace bench
