// What the edge server spends on a client, and what every answer carries.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "node/web/edge_server.h"
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

Response hello(Request&) { return Response::text(200, "hello"); }

std::string answer_of(const Response& response, const std::string& request = get("/")) {
    Server server([&](Request&) { return response; });
    RawClient client(server.edge.port());
    client.send(request);
    return client.read_response(request.starts_with("GET") && response.status != 304);
}

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every answer carries the common headers, once") {
    Server server(hello);
    struct Row {
        std::string request;
        int status;
    };
    for (const auto& row : std::vector<Row>{{get("/"), 200}, {"GET / HTTP/1.1\r\n\r\n", 400}}) {
        RawClient client(server.edge.port());
        client.send(row.request);
        const auto answer = client.read_response();
        CHECK(status_of(answer) == row.status);
        for (const auto* part :
             {"\r\nDate: ", "\r\nContent-Length: ", "\r\nX-Content-Type-Options: nosniff\r\n",
              "\r\nReferrer-Policy: same-origin\r\n", "\r\nContent-Type: "}) {
            CAPTURE(std::string(part));
            CHECK(count_of(answer, part) == 1);
        }
        CHECK(count_of(answer, "\r\nContent-Security-Policy: ") == 0);
        CHECK(count_of(answer, "\r\nAccept-Ranges: ") == 0);
    }
}

TEST_CASE("a page may run nothing foreign and may not be framed, unless it says so itself") {
    const auto page = answer_of(Response::html(200, "<p>"));
    CHECK(has(page, "Content-Security-Policy: default-src 'none'; script-src 'self'"));
    CHECK(has(page, "frame-ancestors 'none'"));
    CHECK(has(page, "X-Frame-Options: DENY"));
    const auto open =
        answer_of(Response::html(200, "<p>").with("content-security-policy", "frame-ancestors *"));
    CHECK_FALSE(has(open, "frame-ancestors 'none'"));
    CHECK_FALSE(has(open, "X-Frame-Options"));
}

TEST_CASE("what a handler says of a common header stands") {
    const auto answer = answer_of(Response::empty(200).with("Referrer-Policy", "no-referrer"));
    CHECK(count_of(answer, "Referrer-Policy: ") == 1);
    CHECK(has(answer, "Referrer-Policy: no-referrer"));
}

TEST_CASE("two cookies are two headers") {
    const auto answer =
        answer_of(Response::empty(200).with("Set-Cookie", "a=1").with("Set-Cookie", "b=2"));
    CHECK(has(answer, "Set-Cookie: a=1\r\n"));
    CHECK(has(answer, "Set-Cookie: b=2\r\n"));
}

TEST_CASE("answers that have no body claim no length of one") {
    for (const int status : {204, 304}) {
        const auto answer = answer_of(Response::empty(status).with("ETag", "\"a\""),
                                      "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(status_of(answer) == status);
        CHECK_FALSE(has(answer, "Content-Length"));
        CHECK(has(answer, "ETag: \"a\""));
    }
    CHECK(has(answer_of(Response::empty(200)), "Content-Length: 0\r\n"));
}

TEST_CASE("shared bytes are sent like a body") {
    Response response = Response::json(200, "application/json", "");
    response.shared_body = std::make_shared<const std::string>("{}");
    CHECK(body_of(answer_of(response)) == "{}");
}

TEST_CASE("a refused HEAD has no body") {
    EdgeOptions options;
    options.body_bytes = 10;
    Server server(hello, options);
    RawClient client(server.edge.port());
    client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 11\r\n\r\n");
    const auto answer = client.read_all();
    CHECK(status_of(answer) == 413);
    CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("a client that has stopped sending is still answered") {
    Server server(hello);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(server.edge.port()));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd, static_cast<sockaddr*>(static_cast<void*>(&to)), sizeof(to)) == 0);
    const auto both = get("/") + get("/");
    REQUIRE(::send(fd, both.data(), both.size(), MSG_NOSIGNAL) > 0);
    ::shutdown(fd, SHUT_WR);
    std::string answers;
    char bytes[4096];
    for (ssize_t count = 0; (count = ::recv(fd, bytes, sizeof(bytes), 0)) > 0;) {
        answers.append(bytes, static_cast<std::size_t>(count));
    }
    ::close(fd);
    CHECK(count_of(answers, "HTTP/1.1 200 OK") == 2);
}

TEST_CASE("only one empty line may come before a request") {
    Server server(hello);
    RawClient client(server.edge.port());
    client.send("\r\n" + get("/") + "\r\n" + get("/"));
    CHECK(status_of(client.read_response()) == 200);
    CHECK(status_of(client.read_response()) == 200);
    client.send("\r\n\r\n");
    CHECK(status_of(client.read_all()) == 400);
}

TEST_CASE("thousands of requests in one piece cost time by their number, not its square") {
    Server server(hello);
    RawClient client(server.edge.port());
    std::string many;
    constexpr int kCount = 5000;
    for (int i = 0; i < kCount; ++i) many += get("/");
    const auto start = Clock::now();
    std::thread sender([&] { client.send(many); });
    int answered = 0;
    while (answered < kCount && status_of(client.read_response()) == 200) ++answered;
    sender.join();
    CHECK(answered == kCount);
    CHECK(Clock::now() - start < 20s);  // with sanitizers; 0.2 s without
}

TEST_CASE("a client that never reads its answers is let go") {
    EdgeOptions options;
    options.send_deadline = 300ms;
    const auto large = std::make_shared<const std::string>(16'000'000, 'x');
    Server server(
        [&](Request&) {
            auto response = Response::empty(200);
            response.shared_body = large;
            return response;
        },
        options);
    RawClient client(server.edge.port());
    client.send(get("/"));
    std::this_thread::sleep_for(1s);
    CHECK(client.read_all().size() < large->size());
    CHECK(client.closed());
}

TEST_CASE("all waits of one request share one deadline") {
    EdgeOptions options;
    options.wait_deadline = 600ms;
    Server server(
        [first = std::make_shared<std::atomic<bool>>(true)](Request&) {
            auto response = Response::text(200, "never");
            response.wait = std::make_shared<Wait>();
            if (first->exchange(false)) {
                std::thread([wait = response.wait] {
                    std::this_thread::sleep_for(400ms);
                    wait->finish(Wait::Outcome::Retry);
                }).detach();
            }
            return response;
        },
        options);
    RawClient client(server.edge.port());
    const auto start = Clock::now();
    client.send(get("/"));
    CHECK(status_of(client.read_all()) == 503);
    CHECK(Clock::now() - start < 1000ms + 250ms);  // 600 ms and a sweep, not 400 and 600
}

TEST_CASE("stop waits for a commit, and answers who waits for another server at once") {
    const auto commit = std::make_shared<Wait>();
    std::atomic<int> handled = 0;
    Server server([&](Request& request) {
        auto response = Response::text(202, "kept");
        response.wait = request.path == "/commit" ? commit : std::make_shared<Wait>();
        response.parked = request.path != "/commit";
        ++handled;
        return response;
    });
    RawClient posting(server.edge.port());
    RawClient fetching(server.edge.port());
    posting.send(get("/commit"));
    fetching.send(get("/key"));
    while (handled < 2) std::this_thread::sleep_for(1ms);
    std::thread committing([&] {
        std::this_thread::sleep_for(200ms);
        commit->finish(Wait::Outcome::Send);
    });
    server.edge.stop();
    committing.join();
    CHECK(body_of(posting.read_all()) == "kept");
    CHECK(status_of(fetching.read_all()) == 503);
}

TEST_CASE("without descriptors the server refuses, and recovers") {
    Server server(hello);
    RawClient before(server.edge.port());
    before.send(get("/"));
    CHECK(status_of(before.read_response()) == 200);
    {
        RawClient other(server.edge.port());  // its socket exists before they run out
        rlimit old{};
        ::getrlimit(RLIMIT_NOFILE, &old);
        rlimit few = old;
        few.rlim_cur = 256;
        ::setrlimit(RLIMIT_NOFILE, &few);
        std::vector<int> taken;
        const int waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;)
            taken.push_back(fd);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(server.edge.port()));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(waiting, static_cast<sockaddr*>(static_cast<void*>(&to)), sizeof(to)) ==
                0);
        char byte = 0;
        CHECK(::recv(waiting, &byte, 1, 0) <= 0);  // dropped, not left hanging
        before.send(get("/"));
        CHECK(status_of(before.read_response()) == 200);
        ::close(waiting);
        for (const int fd : taken) ::close(fd);
        ::setrlimit(RLIMIT_NOFILE, &old);
    }
    RawClient after(server.edge.port());
    after.send(get("/"));
    CHECK(status_of(after.read_response()) == 200);
}
