#include "tests/bench/sink.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "tests/bench/poller.h"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kAccepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

}  // namespace

struct Sink::State {
    State(int port, std::map<std::string, std::string> given)
        : poller(port), documents(std::move(given)) {}

    Poller poller;
    std::map<std::string, std::string> documents;
    std::unordered_map<int, std::string> clients;  // what is not answered yet
    std::mutex mutex;
    std::condition_variable changed;
    std::unordered_set<std::string> hosts;
    Received received;
    std::size_t awaited = 0;

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
        while (const auto whole = whole_request(text)) {
            answer(fd, std::string_view(text).substr(0, text.find("\r\n\r\n")));
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

Sink::Sink(int port, std::map<std::string, std::string> documents)
    : state_(new State(port, std::move(documents))) {
    state_->poller.start([this](int fd) { state_->clients[fd]; },
                         [this](int fd) { state_->receive(fd); }, [] { return -1; });
}

Sink::~Sink() {
    state_->poller.stop();
    for (const auto& [fd, text] : state_->clients) ::close(fd);
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
