// A client that sends exactly the bytes it is given to 127.0.0.1, as only an
// attacker would. Reads give up after five seconds.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace essaim::web {

class RawClient {
  public:
    explicit RawClient(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{5, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
        REQUIRE(::connect(fd_, static_cast<sockaddr*>(static_cast<void*>(&to)), sizeof(to)) == 0);
    }
    ~RawClient() { ::close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False when the server has gone meanwhile.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    // All that comes until the server closes; closed() tells whether it did.
    std::string read_all() {
        while (more()) {
        }
        return std::exchange(buffer_, {});
    }

    // One response with its Content-Length; a HEAD's has no body.
    std::string read_response(bool with_body = true) {
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
            if (!more()) return std::exchange(buffer_, {});
        }
        end += 4;
        const auto length = buffer_.find("Content-Length: ");
        if (with_body && length < end) end += std::stoul(buffer_.substr(length + 16));
        while (buffer_.size() < end && more()) {
        }
        auto response = buffer_.substr(0, end);
        buffer_.erase(0, end);
        return response;
    }

    bool closed() const { return closed_; }

  private:
    bool more() {
        char bytes[4096];
        const auto count = ::recv(fd_, bytes, sizeof(bytes), 0);
        if (count > 0) {
            buffer_.append(bytes, static_cast<std::size_t>(count));
            return true;
        }
        closed_ = count == 0 || errno == ECONNRESET;
        return false;
    }

    int fd_;
    std::string buffer_;
    bool closed_ = false;
};

inline int status_of(std::string_view response) {
    return response.starts_with("HTTP/1.1 ") ? std::stoi(std::string(response.substr(9, 3))) : 0;
}
inline std::string body_of(const std::string& response) {
    const auto end = response.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : response.substr(end + 4);
}
inline std::string get(std::string_view target, std::string_view headers = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a.test\r\n" + std::string(headers) +
           "\r\n";
}

}  // namespace essaim::web
