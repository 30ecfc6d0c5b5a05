// A tiny real server on 127.0.0.1 with one thread a connection: reads a
// request and hands it to the handler, which writes whatever it likes on the
// socket. For tests only; counts connections and requests.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace essaim::test {

class HttpSink {
  public:
    // Returns whether the connection stays open for a next request.
    using Handler = std::function<bool(HttpSink& sink, int socket, const std::string& request)>;

    explicit HttpSink(Handler handler) : handler_(std::move(handler)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr generic{};
        std::memcpy(&generic, &here, sizeof here);
        if (::bind(listener_, &generic, sizeof here) != 0 || ::listen(listener_, 1024) != 0)
            throw std::runtime_error("sink cannot listen");
        socklen_t length = sizeof generic;
        ::getsockname(listener_, &generic, &length);
        std::memcpy(&here, &generic, sizeof here);
        port_ = ntohs(here.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~HttpSink() {
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        ::close(listener_);
        {
            const std::lock_guard lock(mutex_);
            for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
        }
        for (auto& thread : threads_) thread.join();
        for (const int socket : sockets_) ::close(socket);
    }
    HttpSink(const HttpSink&) = delete;
    HttpSink& operator=(const HttpSink&) = delete;

    int port() const { return port_; }
    std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url(const std::string& path = "/") const { return "http://" + authority() + path; }
    int connections() const { return connections_; }
    int requests() const { return requests_; }
    bool is_stopping() const { return stopping_; }
    std::vector<std::string> received() const {
        const std::lock_guard lock(mutex_);
        return received_;
    }

    static bool write(int socket, const std::string& text) {
        std::size_t sent = 0;
        while (sent < text.size()) {
            const auto n = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) return false;
            sent += static_cast<std::size_t>(n);
        }
        return true;
    }
    static bool reply(int socket, const std::string& body,
                      const std::string& head = "HTTP/1.1 200 OK\r\n") {
        return write(socket,
                     head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }

  private:
    void accept_all() {
        while (!stopping_) {
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) continue;
            ++connections_;
            const std::lock_guard lock(mutex_);
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket] { serve(socket); });
        }
    }
    void serve(int socket) {
        std::string pending;
        while (!stopping_) {
            std::size_t end = std::string::npos;
            while ((end = request_end(pending)) == std::string::npos) {
                char buffer[4096];
                const auto n = ::recv(socket, buffer, sizeof buffer, 0);
                if (n <= 0) return;
                pending.append(buffer, static_cast<std::size_t>(n));
            }
            const std::string request = pending.substr(0, end);
            pending.erase(0, end);
            ++requests_;
            {
                const std::lock_guard lock(mutex_);
                received_.push_back(request);
            }
            if (!handler_(*this, socket, request)) break;
        }
        ::shutdown(socket, SHUT_RDWR);
    }
    static std::size_t request_end(const std::string& text) {
        const auto head = text.find("\r\n\r\n");
        if (head == std::string::npos) return head;
        const auto field = text.find("Content-Length: ");
        const std::size_t length = field < head ? std::stoul(text.substr(field + 16)) : 0;
        return text.size() < head + 4 + length ? std::string::npos : head + 4 + length;
    }

    Handler handler_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> connections_{0};
    std::atomic<int> requests_{0};
    mutable std::mutex mutex_;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::vector<std::string> received_;
    std::thread acceptor_;
};

}  // namespace essaim::test
