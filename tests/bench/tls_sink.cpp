#include "tests/bench/tls_sink.h"

#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>

#include "tests/bench/sink.h"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kAccepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

struct Client {
    SSL* tls = nullptr;
    std::string text;
};

SSL_CTX* context_of(const std::string& certificate, const std::string& key) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    if (SSL_CTX_use_certificate_file(context, certificate.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
        throw std::runtime_error("no certificate in " + certificate);
    }
    return context;
}

}  // namespace

struct TlsSink::State {
    SSL_CTX* context = nullptr;
    std::chrono::milliseconds answers_after{};
    int listener = -1;
    int epoll = -1;
    int stop = -1;
    std::unordered_map<int, Client> clients;
    std::deque<std::pair<Clock::time_point, int>> answers;  // when, to whom
    std::mutex mutex;
    std::condition_variable changed;
    Received received;
    std::size_t awaited = 0;
    std::thread thread;

    void watch(int fd) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }

    int sleep() const {
        if (answers.empty()) return -1;
        const auto left = answers.front().first - Clock::now();
        return std::max(
            0, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
    }

    void loop() {
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int ready =
                ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), sleep());
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == stop) return;
                if (fd == listener) {
                    accept_all();
                } else {
                    receive(fd);
                }
            }
            while (!answers.empty() && answers.front().first <= Clock::now()) {
                answer(answers.front().second);
                answers.pop_front();
            }
        }
    }

    void accept_all() {
        for (;;) {
            const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) return;
            auto* tls = SSL_new(context);
            SSL_set_fd(tls, fd);
            SSL_set_accept_state(tls);
            clients[fd].tls = tls;
            watch(fd);
            const std::lock_guard lock(mutex);
            ++received.connections;
        }
    }

    void close(int fd) {
        SSL_free(clients[fd].tls);
        clients.erase(fd);
        ::close(fd);
    }

    // The requests are small and sent at once; nothing waits to be written.
    void receive(int fd) {
        std::array<char, 16 * 1024> buffer{};
        auto& client = clients[fd];
        for (;;) {
            const int count = SSL_read(client.tls, buffer.data(), static_cast<int>(buffer.size()));
            if (count <= 0) {
                if (SSL_get_error(client.tls, count) != SSL_ERROR_WANT_READ) close(fd);
                return;
            }
            client.text.append(buffer.data(), static_cast<std::size_t>(count));
            const auto end = client.text.find("\r\n\r\n");
            if (end == std::string::npos) continue;
            const auto at = client.text.find("ontent-");
            const auto length = client.text.find("ength: ", at);
            const auto body = length < end ? std::stoul(client.text.substr(length + 7)) : 0;
            if (client.text.size() < end + 4 + body) continue;
            client.text.clear();
            answers.emplace_back(Clock::now() + answers_after, fd);
        }
    }

    void answer(int fd) {
        const auto found = clients.find(fd);
        if (found == clients.end()) return;
        SSL_write(found->second.tls, kAccepted.data(), static_cast<int>(kAccepted.size()));
        const std::lock_guard lock(mutex);
        ++received.posts;
        received.last = Clock::now();
        if (received.posts == awaited) changed.notify_all();
    }
};

TlsSink::TlsSink(int port, const std::string& certificate, const std::string& key,
                 std::chrono::milliseconds answers_after)
    : state_(new State) {
    state_->context = context_of(certificate, key);
    state_->answers_after = answers_after;
    state_->listener = listen_on(port);
    state_->epoll = ::epoll_create1(EPOLL_CLOEXEC);
    state_->stop = ::eventfd(0, EFD_CLOEXEC);
    state_->watch(state_->listener);
    state_->watch(state_->stop);
    state_->thread = std::thread([this] { state_->loop(); });
}

TlsSink::~TlsSink() {
    ::eventfd_write(state_->stop, 1);
    state_->thread.join();
    while (!state_->clients.empty()) state_->close(state_->clients.begin()->first);
    for (const int fd : {state_->listener, state_->epoll, state_->stop}) ::close(fd);
    SSL_CTX_free(state_->context);
}

TlsSink::Received TlsSink::wait_for_posts(std::size_t posts, std::chrono::seconds longest) {
    std::unique_lock lock(state_->mutex);
    state_->awaited = posts;
    state_->changed.wait_for(lock, longest, [&] { return state_->received.posts >= posts; });
    return std::exchange(state_->received, {});
}

}  // namespace bench
