#include "node/cli/control.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "node/base/log.h"

namespace essaim::cli {

namespace {

constexpr std::size_t kMaxMessage = 4 << 20;

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof(address.sun_path)) {
        throw std::runtime_error("the path of the data directory is too long: " + text);
    }
    std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

bool send_all(int fd, const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
        const auto count = ::send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

// One line, without its end; "" when the other side hung up or took too long.
std::string receive_line(int fd, int milliseconds) {
    std::string line;
    char buffer[4096];
    while (line.size() < kMaxMessage) {
        pollfd waiting{fd, POLLIN, 0};
        if (::poll(&waiting, 1, milliseconds) <= 0) return {};
        const auto count = ::recv(fd, buffer, sizeof(buffer), 0);
        if (count <= 0) return {};
        line.append(buffer, static_cast<std::size_t>(count));
        if (line.back() == '\n') {
            line.pop_back();
            return line;
        }
    }
    return {};
}

}  // namespace

struct ControlServer::State {
    int listener = -1;
    int wake[2] = {-1, -1};
    std::filesystem::path path;
    ControlHandler handler;
    std::jthread thread;

    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            pollfd waiting[2] = {{listener, POLLIN, 0}, {wake[0], POLLIN, 0}};
            if (::poll(waiting, 2, -1) < 0) continue;
            if ((waiting[0].revents & POLLIN) == 0) continue;
            const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0) continue;
            answer(client);
            ::close(client);
        }
    }

    void answer(int client) const {
        const auto line = receive_line(client, 5000);
        const auto request = nlohmann::json::parse(line, nullptr, false);
        if (!request.is_object()) return;
        nlohmann::json reply;
        try {
            reply = handler(request);
        } catch (const std::exception& failure) {
            base::log::error("command failed", {{"why", failure.what()}});
            reply = {{"error", failure.what()}};
        }
        send_all(client,
                 reply.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    }
};

ControlServer::ControlServer(std::filesystem::path socket, ControlHandler handler)
    : state_(std::make_unique<State>()) {
    state_->path = std::move(socket);
    state_->handler = std::move(handler);
    const auto address = address_of(state_->path);
    ::unlink(state_->path.c_str());  // left by a node that was killed; the lock is ours
    state_->listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto mask = ::umask(0177);
    const int bound = ::bind(state_->listener, generic(address), sizeof(address));
    ::umask(mask);
    if (bound != 0 || ::listen(state_->listener, 8) != 0 || ::pipe2(state_->wake, O_CLOEXEC) != 0) {
        throw std::runtime_error("cannot listen on " + state_->path.string());
    }
    state_->thread = std::jthread([this](const std::stop_token& stop) { state_->serve(stop); });
}

ControlServer::~ControlServer() {
    state_->thread.request_stop();
    [[maybe_unused]] const auto woken = ::write(state_->wake[1], "x", 1);
    state_->thread.join();
    ::close(state_->listener);
    ::close(state_->wake[0]);
    ::close(state_->wake[1]);
    ::unlink(state_->path.c_str());
}

Result<nlohmann::json> ask_node(const std::filesystem::path& socket,
                                const nlohmann::json& request) {
    const auto address = address_of(socket);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ::connect(fd, generic(address), sizeof(address)) != 0) {
        if (fd >= 0) ::close(fd);
        return refuse(Fault::Unavailable, "no node runs on this directory");
    }
    std::string line;
    if (send_all(fd, request.dump() + "\n")) line = receive_line(fd, 60'000);
    ::close(fd);
    auto reply = nlohmann::json::parse(line, nullptr, false);
    if (!reply.is_object()) return refuse(Fault::Internal, "the node gave no answer");
    return reply;
}

}  // namespace essaim::cli
