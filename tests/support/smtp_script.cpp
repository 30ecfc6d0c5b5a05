#include "tests/support/smtp_script.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace essaim::test {

namespace {

void say(int socket, const std::string& line) {
    const auto bytes = line + "\r\n";
    std::ignore = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

// Up to `end`, which stays out; false: they hung up.
bool read_until(int socket, std::string& held, const std::string& end, std::string& out) {
    for (auto at = held.find(end);; at = held.find(end)) {
        if (at != std::string::npos) {
            out = held.substr(0, at);
            held.erase(0, at + end.size());
            return true;
        }
        char buffer[4096];
        const auto got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        held.append(buffer, static_cast<std::size_t>(got));
    }
}

}  // namespace

SmtpScript::SmtpScript(std::map<std::string, std::string> answers) {
    answer(std::move(answers));
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no port for the server of mail");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

SmtpScript::~SmtpScript() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void SmtpScript::answer(std::map<std::string, std::string> answers) {
    answers_.with([&](auto& all) { all = std::move(answers); });
}

std::vector<std::string> SmtpScript::letters() const {
    return letters_.with([](const auto& all) { return all; });
}

base::Config::Mail SmtpScript::config() const {
    return {.server = "127.0.0.1",
            .port = port_,
            .security = base::Config::Mail::Security::None,
            .user = "",
            .password = "",
            .from = "nouvelles@noisette.example",
            .ca_file = ""};
}

std::string SmtpScript::answer_to(const std::string& command) const {
    return answers_.with([&](const auto& all) -> std::string {
        const auto found = all.find(command);
        if (found != all.end()) return found->second;
        if (command == "DATA") return "354 go on";
        return command == "QUIT" ? "221 bye" : "250 ok";
    });
}

void SmtpScript::serve() {
    while (!stopping_) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        talk(socket);
        ::close(socket);
    }
}

void SmtpScript::talk(int socket) {
    std::string held;
    std::string line;
    say(socket, "220 noisette ESMTP");
    while (read_until(socket, held, "\r\n", line)) {
        const auto command = line.substr(0, line.find(' '));
        auto answer = answer_to(command);
        if (answer.empty()) return;
        say(socket, answer);
        if (command == "QUIT") return;
        if (command != "DATA" || !answer.starts_with("354")) continue;
        std::string letter;
        if (!read_until(socket, held, "\r\n.\r\n", letter)) return;
        answer = answer_to(".");
        letters_.with([&](auto& all) { all.push_back(letter); });
        if (answer.empty()) return;
        say(socket, answer);
    }
}

}  // namespace essaim::test
