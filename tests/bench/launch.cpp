#include "tests/bench/launch.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

// Ends with the process that asked for it.
struct Node {
    pid_t pid;
    bool has_ended() const { return ::waitpid(pid, nullptr, WNOHANG) == pid; }
    void stop() const {
        ::kill(pid, SIGTERM);
        ::waitpid(pid, nullptr, 0);
    }
};

Node start(const std::string& program, const std::string& dir) {
    const pid_t pid = ::fork();
    if (pid != 0) return {pid};
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execl(program.c_str(), program.c_str(), "--dir", dir.c_str(), "serve", nullptr);
    ::_exit(127);
}

// Does it answer 200 by now?
bool answers(int port, const std::string& request) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::string answer;
    if (::connect(fd, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                  sizeof(address)) == 0 &&
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
        char buffer[16 * 1024];
        for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof(buffer), 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(fd);
    return answer.starts_with("HTTP/1.1 200 ");
}

}  // namespace

double ready_after(const std::string& program, const std::string& dir, int port,
                   const std::string& path) {
    constexpr useconds_t kBetweenTries = 500;
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                         "\r\nAccept: application/activity+json\r\nConnection: close\r\n\r\n";
    const auto begun = Clock::now();
    const auto node = start(program, dir);
    while (!answers(port, request)) {
        if (node.has_ended()) throw std::runtime_error("the node does not start");
        if (Clock::now() - begun > std::chrono::seconds(10)) {
            node.stop();
            throw std::runtime_error("the node says nothing for ten seconds");
        }
        ::usleep(kBetweenTries);
    }
    const std::chrono::duration<double, std::milli> took = Clock::now() - begun;
    node.stop();
    return took.count();
}

}  // namespace bench
