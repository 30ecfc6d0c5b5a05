// Against `openssl s_server -HTTP`, which answers with a file as it stands.
#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "node/net/curl_client.h"
#include "tests/node/net/http_sink.h"

extern char** environ;

using namespace std::chrono_literals;
using essaim::Fault;
using essaim::net::CurlClient;
using essaim::net::CurlOptions;
using essaim::test::HttpSink;

namespace {

bool always_ok(HttpSink&, int socket, const std::string&) { return HttpSink::reply(socket, "ok"); }

class TlsServer {
  public:
    TlsServer() {
        char name[] = "/tmp/essaim_tls_XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        directory_ = name;
        port_ = HttpSink(always_ok).port();  // free a moment ago
        REQUIRE(::waitpid(shell("exec openssl req -x509 -newkey ec -pkeyopt "
                                "ec_paramgen_curve:P-256 -nodes -days 2 "
                                "-keyout key.pem -out cert.pem -subj /CN=tls.localhost "
                                "-addext subjectAltName=DNS:tls.localhost 2>/dev/null"),
                          nullptr, 0) > 0);
        server_ = shell(
            "exec openssl s_server -quiet -HTTP -cert cert.pem -key key.pem -accept 127.0.0.1:" +
            std::to_string(port_) + " >/dev/null 2>&1");
    }
    ~TlsServer() {
        ::kill(server_, SIGTERM);
        ::waitpid(server_, nullptr, 0);
        std::filesystem::remove_all(directory_);
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    void put(const std::string& file, const std::string& answer) {
        std::ofstream(directory_ / file) << answer;
    }
    std::string url(const std::string& host, const std::string& file) const {
        return "https://" + host + ":" + std::to_string(port_) + "/" + file;
    }
    std::string allowed() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string certificate() const { return directory_ / "cert.pem"; }

  private:
    pid_t shell(const std::string& command) const {
        std::string line = "cd " + directory_.string() + " && " + command;
        char shell[] = "sh", flag[] = "-c";
        char* const arguments[] = {shell, flag, line.data(), nullptr};
        pid_t pid = 0;
        REQUIRE(::posix_spawnp(&pid, "sh", nullptr, nullptr, arguments, environ) == 0);
        return pid;
    }

    std::filesystem::path directory_;
    int port_ = 0;
    pid_t server_ = 0;
};

}  // namespace

TEST_CASE("https: the certificate counts, and nothing leads back to http") {
    TlsServer server;
    HttpSink plain(always_ok);
    server.put("ok", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
    server.put("down", "HTTP/1.0 302 Found\r\nContent-Length: 0\r\nLocation: " + plain.url("/") +
                           "\r\n\r\n");
    CurlOptions options;
    options.allow_addresses = {server.allowed(), plain.authority()};
    options.ca_file = server.certificate();
    CurlClient client(options);

    auto answer = client.send({.url = server.url("tls.localhost", "ok")});
    for (int i = 0; i < 50 && !answer; ++i) {  // until s_server listens
        std::this_thread::sleep_for(50ms);
        answer = client.send({.url = server.url("tls.localhost", "ok")});
    }
    REQUIRE(answer.has_value());
    CHECK(answer->body == "ok");

    CHECK(client.send({.url = server.url("other.localhost", "ok")}).error().fault ==
          Fault::Unavailable);
    CHECK(client.send({.url = server.url("tls.localhost", "down"), .redirects = 3}).error().fault ==
          Fault::Forbidden);
    CHECK(plain.connections() == 0);

    options.ca_file.clear();
    CurlClient stranger(options);
    CHECK(stranger.send({.url = server.url("tls.localhost", "ok")}).error().fault ==
          Fault::Unavailable);
}
