#include "tests/bench/tls_sink.h"

#include <openssl/ssl.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "tests/bench/poller.h"

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
    State(int port, SSL_CTX* given, std::chrono::milliseconds after)
        : poller(port), context(given), answers_after(after) {}
    ~State() { SSL_CTX_free(context); }

    Poller poller;
    SSL_CTX* context;
    std::chrono::milliseconds answers_after;
    std::unordered_map<int, Client> clients;
    std::deque<std::pair<Clock::time_point, int>> answers;  // when, to whom
    std::mutex mutex;
    std::condition_variable changed;
    Received received;
    std::size_t awaited = 0;

    void accepted(int fd) {
        auto* tls = SSL_new(context);
        SSL_set_fd(tls, fd);
        SSL_set_accept_state(tls);
        clients[fd].tls = tls;
        const std::lock_guard lock(mutex);
        ++received.connections;
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
            while (const auto whole = whole_request(client.text)) {
                client.text.erase(0, whole);
                answers.emplace_back(Clock::now() + answers_after, fd);
            }
        }
    }

    // Sends what is due; how long until the next is.
    int answer_due() {
        while (!answers.empty() && answers.front().first <= Clock::now()) {
            answer(answers.front().second);
            answers.pop_front();
        }
        if (answers.empty()) return -1;
        const auto left = answers.front().first - Clock::now();
        return std::max(
            0, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
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
    : state_(new State(port, context_of(certificate, key), answers_after)) {
    state_->poller.start([this](int fd) { state_->accepted(fd); },
                         [this](int fd) { state_->receive(fd); },
                         [this] { return state_->answer_due(); });
}

TlsSink::~TlsSink() {
    state_->poller.stop();
    while (!state_->clients.empty()) state_->close(state_->clients.begin()->first);
}

TlsSink::Received TlsSink::wait_for_posts(std::size_t posts, std::chrono::seconds longest) {
    std::unique_lock lock(state_->mutex);
    state_->awaited = posts;
    state_->changed.wait_for(lock, longest, [&] { return state_->received.posts >= posts; });
    return std::exchange(state_->received, {});
}

}  // namespace bench
