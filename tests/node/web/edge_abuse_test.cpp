// What broke the stock server (stack.md §1.3) and is neither framing
// (edge_framing_test.cpp) nor waiting (edge_server_test.cpp): memory, processor
// and descriptors, measured on a running server. docs/security-tests.md has the
// whole table.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "node/web/edge_server.h"
#include "node/web/router.h"
#include "tests/node/web/raw_client.h"

using namespace essaim::web;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

struct Server {
    explicit Server(std::function<Response(Request&)> handle, EdgeOptions options = {})
        : edge(std::move(options), std::move(handle)) {
        edge.start();
    }
    EdgeServer edge;
};

Response echo(Request& request) { return Response::text(200, request.target); }

// Resident memory of this process, in megabytes.
long resident() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6)) / 1024;
    }
    return -1;
}

std::chrono::milliseconds processor_time() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& time) {
        return std::chrono::milliseconds(time.tv_sec * 1000 + time.tv_usec / 1000);
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

}  // namespace

TEST_CASE("what never ends is cut off while it is small") {
    const std::string piece(1 << 20, 'x');
    std::string lines;
    for (int i = 0; i < 100'000; ++i) lines += "X: y\r\n";
    std::string chunks;
    for (int i = 0; i < 16; ++i) chunks += "10000\r\n" + std::string(65536, 'x') + "\r\n";
    struct Row {
        const char* what;
        std::string head;
        const std::string& more;
        int status;
    };
    const Row rows[] = {
        {"a header line of 200 MB", "GET / HTTP/1.1\r\nX: ", piece, 431},
        {"a request line of 200 MB", "GET /", piece, 431},
        {"a million headers", "GET / HTTP/1.1\r\nHost: a.test\r\n", lines, 431},
        {"a chunked body of 200 MB",
         "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n", chunks, 413},
        {"a body that says its 200 MB",
         "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 209715200\r\n\r\n", piece, 413},
    };
    Server server(echo);
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto before = resident();
        RawClient client(server.edge.port());
        client.send(row.head);
        for (int i = 0; i < 200 && client.send(row.more); ++i) {
        }
        CHECK(resident() - before <
              40);  // with the sanitizer's shadow; the client's own pieces are there before
        const auto answer = client.read_all();
        CHECK((answer.empty() ||
               status_of(answer) == row.status));  // it may have been sent too early to be kept
        CHECK(client.closed());
    }
    RawClient other(server.edge.port());
    other.send(get("/alive"));
    CHECK(body_of(other.read_response()) == "/alive");
}

TEST_CASE("hundreds of idle connections cost no processor") {
    EdgeOptions options;
    options.connections_per_client = 0;
    Server server(echo, options);
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 300; ++i) {
        idle.push_back(std::make_unique<RawClient>(server.edge.port()));
        if (i % 3 == 0) continue;  // says nothing
        idle.back()->send(i % 3 == 1 ? get("/") : "GET / HT");
        if (i % 3 == 1) CHECK(status_of(idle.back()->read_response()) == 200);
    }
    const auto before = processor_time();
    std::this_thread::sleep_for(2s);
    CHECK(processor_time() - before < 100ms);  // 5 % of a core, under sanitizers
}

TEST_CASE("a range, in or out of bounds, is answered with the whole, once") {
    const std::string body(100'000, 'x');
    Server server([&](Request&) { return Response::text(200, body); });
    RawClient client(server.edge.port());
    for (const auto* range :
         {"bytes=0-0", "bytes=0-", "bytes=-5", "bytes=200000-", "bytes=99999-200000", "bytes=5-2",
          "bytes=18446744073709551615-", "bytes=a-b", "lines=1-2", "bytes=", ""}) {
        CAPTURE(range);
        client.send(get("/", "Range: " + std::string(range) + "\r\n"));
        const auto answer = client.read_response();
        CHECK(status_of(answer) == 200);
        CHECK(body_of(answer).size() == body.size());
        CHECK(answer.find("Content-Range") == std::string::npos);
    }
    std::string sixty = "bytes=0-";
    for (int i = 0; i < 60; ++i) sixty += ",0-";
    std::string thousands = "bytes=0-";
    while (thousands.size() < 8000) thousands += ",0-";
    for (const auto& ranges : {sixty, thousands}) {
        RawClient bomber(server.edge.port());
        bomber.send(get("/", "Range: " + ranges + "\r\n"));
        const auto answer = bomber.read_all();
        CHECK(status_of(answer) == 400);
        CHECK(answer.size() < 1000);
    }
}

TEST_CASE("a body that a refusal left unread is not the next request") {
    int handled = 0;
    EdgeOptions options;
    options.workers = 1;
    Server server(
        [&](Request& request) {
            ++handled;
            return Response::text(request.method == "POST" ? 401 : 200, request.target);
        },
        options);
    const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
    RawClient client(server.edge.port());
    client.send(
        "POST /in HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + std::to_string(smuggled.size()) +
        "\r\n\r\n" + smuggled + get("/after", "Connection: close\r\n"));
    CHECK(status_of(client.read_response()) == 401);
    CHECK(body_of(client.read_response()) == "/after");
    CHECK(client.read_all().empty());
    CHECK(handled == 2);
}

TEST_CASE("eight kilobytes in a path, a range, a part's name or a query crash nothing") {
    Router router;
    router.get("/a/{b}",
               [](const Request& request) { return Response::text(200, request.parameter("b")); });
    router.post("/form", [](const Request& request) {
        return Response::text(200, request.form_value("a").value_or("nothing"));
    });
    Server server([&](Request& request) { return router.route(request); });
    const std::string long_text(7900, 'a');
    std::string dots;
    while (dots.size() < 7900) dots += "/..";
    std::string fields = "a=" + std::string(500'000, '&') + std::string(400'000, '%');
    const auto post = [](const std::string& type, const std::string& body) {
        return "POST /form HTTP/1.1\r\nHost: a.test\r\nContent-Type: " + type +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    struct Row {
        const char* what;
        std::string bytes;
        int status;
    };
    const Row rows[] = {
        {"a segment", get("/a/" + long_text), 200},
        {"segments", get(dots), 404},
        {"a query", get("/a/b?" + long_text), 200},
        {"a range", get("/a/b", "Range: bytes=" + long_text + "\r\n"), 200},
        {"a part's name",
         post("multipart/form-data; boundary=" + long_text,
              "--" + long_text + "\r\nContent-Disposition: form-data; name=\"" + long_text +
                  "\"\r\n\r\nx\r\n--" + long_text + "--\r\n"),
         200},
        {"fields by the hundred thousand", post("application/x-www-form-urlencoded", fields), 200},
        {"a type", post(long_text, "a=b"), 200},
        {"an Accept", get("/a/b", "Accept: " + long_text + "\r\n"), 200},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        RawClient client(server.edge.port());
        const auto start = Clock::now();
        client.send(row.bytes);
        CHECK(status_of(client.read_response()) == row.status);
        CHECK(Clock::now() - start < 2s);
    }
}

TEST_CASE("no socket of the server is inherited by a child") {
    Server server(echo);
    RawClient client(server.edge.port());
    client.send(get("/"));
    CHECK(status_of(client.read_response()) == 200);
    int sockets = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        const auto target = std::filesystem::read_symlink(entry.path(), gone).string();
        if (gone || !target.starts_with("socket:")) continue;
        ++sockets;
        CAPTURE(target);
        CHECK((::fcntl(std::stoi(entry.path().filename().string()), F_GETFD) & FD_CLOEXEC) != 0);
    }
    CHECK(sockets >= 3);  // listening, accepted, and the client's own
}
