#include "tests/bench/sink.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kAccepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

// Of a well-formed head; "" if absent.
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

}  // namespace

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

struct Sink::State {
    std::map<std::string, std::string> documents;
    int listener = -1;
    int epoll = -1;
    int stop = -1;
    std::unordered_map<int, std::string> clients;  // what is not answered yet
    std::mutex mutex;
    std::condition_variable changed;
    std::unordered_set<std::string> hosts;
    Received received;
    std::size_t awaited = 0;
    std::thread thread;

    void watch(int fd) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }

    void loop() {
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int ready =
                ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == stop) return;
                if (fd == listener) {
                    accept_all();
                } else {
                    receive(fd);
                }
            }
        }
    }

    void accept_all() {
        for (;;) {
            const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) return;
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
            clients[fd];
            watch(fd);
        }
    }

    void receive(int fd) {
        std::array<char, 16 * 1024> buffer{};
        auto& text = clients[fd];
        const auto count = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
            clients.erase(fd);
            ::close(fd);
            return;
        }
        text.append(buffer.data(), static_cast<std::size_t>(count));
        for (;;) {
            const auto end = text.find("\r\n\r\n");
            if (end == std::string::npos) return;
            const auto head = std::string_view(text).substr(0, end);
            const auto given = header(head, "content-length");
            const auto whole = end + 4 + (given.empty() ? 0 : std::stoul(std::string(given)));
            if (text.size() < whole) return;
            answer(fd, head);
            text.erase(0, whole);
        }
    }

    void answer(int fd, std::string_view head) {
        const std::string host(header(head, "host"));
        if (head.starts_with("POST ")) {
            ::send(fd, kAccepted.data(), kAccepted.size(), MSG_NOSIGNAL);
            note(host,
                 header(head, "signature").empty() && header(head, "signature-input").empty());
            return;
        }
        {
            const std::lock_guard lock(mutex);
            ++received.gets;
        }
        const auto found = documents.find(host);
        const auto body = found == documents.end() ? std::string() : found->second;
        const auto reply = std::string("HTTP/1.1 ") + (body.empty() ? "404 Not Found" : "200 OK") +
                           "\r\nContent-Type: application/activity+json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\n\r\n" + body;
        ::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL);
    }

    void note(const std::string& host, bool is_unsigned) {
        const std::lock_guard lock(mutex);
        ++received.posts;
        if (is_unsigned) ++received.unsigned_;
        received.last = Clock::now();
        if (hosts.insert(host).second) received.firsts.push_back(received.last);
        if (hosts.size() == awaited) changed.notify_all();
    }
};

Sink::Sink(int port, std::map<std::string, std::string> documents) : state_(new State) {
    state_->documents = std::move(documents);
    state_->listener = listen_on(port);
    state_->epoll = ::epoll_create1(EPOLL_CLOEXEC);
    state_->stop = ::eventfd(0, EFD_CLOEXEC);
    state_->watch(state_->listener);
    state_->watch(state_->stop);
    state_->thread = std::thread([this] { state_->loop(); });
}

Sink::~Sink() {
    ::eventfd_write(state_->stop, 1);
    state_->thread.join();
    for (const auto& [fd, text] : state_->clients) ::close(fd);
    for (const int fd : {state_->listener, state_->epoll, state_->stop}) ::close(fd);
}

Sink::Received Sink::wait_for_hosts(std::size_t hosts, std::chrono::seconds longest) {
    std::unique_lock lock(state_->mutex);
    state_->awaited = hosts;
    state_->changed.wait_for(lock, longest, [&] { return state_->hosts.size() >= hosts; });
    auto received = state_->received;
    received.hosts = state_->hosts.size();
    state_->received = {};
    state_->hosts.clear();
    return received;
}

}  // namespace bench
