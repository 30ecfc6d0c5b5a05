// The edge server in use: who waits for whom, for how long, and what reaches a
// handler. Framing is in edge_framing_test.cpp.
#include "node/web/edge_server.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/node/web/raw_client.h"

using namespace essaim::web;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

EdgeOptions quick() {
    EdgeOptions options;
    options.connections_per_client = 0;
    options.head_deadline = 300ms;
    options.body_deadline = 300ms;
    options.idle_deadline = 300ms;
    options.wait_deadline = 300ms;
    return options;
}

struct Server {
    explicit Server(std::function<Response(Request&)> handle, EdgeOptions options = {})
        : edge(std::move(options), std::move(handle)) {
        edge.start();
    }
    EdgeServer edge;
};

Response echo(Request& request) { return Response::text(200, request.target); }

// Answers that wait, and the test that ends the waits.
struct Waiting {
    Response operator()(Request& request) {
        if (request.path == "/now") return Response::text(200, "now");
        const std::lock_guard lock(mutex);
        ++calls;
        auto response = Response::text(200, "call " + std::to_string(calls));
        response.wait = std::make_shared<Wait>();
        response.parked = request.path == "/parked";
        waits.push_back(response.wait);
        return response;
    }
    std::shared_ptr<Wait> number(std::size_t index) {
        for (const auto start = Clock::now(); Clock::now() - start < 5s;
             std::this_thread::sleep_for(1ms)) {
            const std::lock_guard lock(mutex);
            if (waits.size() > index) return waits[index];
        }
        FAIL("the handler was not called");
        return std::make_shared<Wait>();
    }
    std::mutex mutex;
    std::vector<std::shared_ptr<Wait>> waits;
    int calls = 0;
};

}  // namespace

TEST_CASE("a handler sees the raw target, query and header values") {
    Request seen;
    Server server([&](Request& request) {
        seen = request;
        return Response::empty(204);
    });
    RawClient client(server.edge.port());
    client.send(get("/a%2Fb/%2e%2e/c?x=b=c&u=https://x/?y=1&x=YQ==",
                    "X-Raw:  a%41%0d%0ab \r\nX-Raw: second\r\n"));
    REQUIRE(status_of(client.read_response()) == 204);
    CHECK(seen.method == "GET");
    CHECK(seen.target == "/a%2Fb/%2e%2e/c?x=b=c&u=https://x/?y=1&x=YQ==");
    CHECK(seen.path == "/a%2Fb/%2e%2e/c");
    CHECK(seen.query == "x=b=c&u=https://x/?y=1&x=YQ==");
    CHECK(seen.query_value("x") == "b=c");
    CHECK(seen.query_value("u") == "https://x/?y=1");
    CHECK(seen.header("x-raw") == "a%41%0d%0ab");
    REQUIRE(seen.headers.size() == 3);
    CHECK(seen.headers[2].second == "second");
    CHECK(seen.client == "127.0.0.1");
}

TEST_CASE("slow clients are cut off at the deadline, and nobody waits for them") {
    Server server(echo, quick());
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 20; ++i) {
        slow.push_back(std::make_unique<RawClient>(server.edge.port()));
        slow.back()->send(i % 2 == 0
                              ? "GET / HTTP/1.1\r\nHost: a.te"
                              : "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nhal");
    }
    const auto start = Clock::now();
    for (int i = 0; i < 8; ++i) {
        for (const auto& client : slow) client->send("s");  // a byte now and then does not buy time
        RawClient other(server.edge.port());
        other.send(get("/other"));
        const auto asked = Clock::now();
        CHECK(body_of(other.read_response()) == "/other");
        CHECK(Clock::now() - asked < 200ms);
        std::this_thread::sleep_for(100ms);
    }
    for (const auto& client : slow) {
        CHECK(client->read_all().find("200 OK") == std::string::npos);
        CHECK(client->closed());
    }
    CHECK(Clock::now() - start < 3s);
}

TEST_CASE("idle connections starve nobody and are closed") {
    Server server(echo, quick());
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 100; ++i) {
        idle.push_back(std::make_unique<RawClient>(server.edge.port()));
        if (i % 2 == 0) continue;  // these never say anything
        idle.back()->send(get("/once"));
        CHECK(status_of(idle.back()->read_response()) == 200);
    }
    const auto asked = Clock::now();
    RawClient other(server.edge.port());
    other.send(get("/other"));
    CHECK(status_of(other.read_response()) == 200);
    CHECK(Clock::now() - asked < 200ms);
    for (const auto& client : idle) {
        CHECK(client->read_all().empty());
        CHECK(client->closed());
    }
}

TEST_CASE("a client has its bound of connections, and they are given back") {
    auto options = quick();
    options.connections_per_client = 3;
    Server server(echo, options);
    {
        std::vector<std::unique_ptr<RawClient>> first;
        for (int i = 0; i < 3; ++i) {
            first.push_back(std::make_unique<RawClient>(server.edge.port()));
            first.back()->send(get("/"));
            CHECK(status_of(first.back()->read_response()) == 200);
        }
        RawClient fourth(server.edge.port());
        CHECK(fourth.read_all().empty());
        CHECK(fourth.closed());
    }
    int status = 0;
    for (const auto start = Clock::now(); status == 0 && Clock::now() - start < 5s;
         std::this_thread::sleep_for(20ms)) {
        RawClient again(server.edge.port());
        again.send(get("/"));
        status = status_of(again.read_response());
    }
    CHECK(status == 200);
}

TEST_CASE("whatever a handler throws becomes a 500 that tells nothing") {
    Server server([](Request& request) -> Response {
        if (request.path == "/exception") throw std::runtime_error("secret");
        if (request.path == "/number") throw 42;
        return Response::text(200, "well");
    });
    RawClient client(server.edge.port());
    for (const auto* path : {"/exception", "/number"}) {
        CAPTURE(std::string(path));
        client.send(get(path));
        const auto answer = client.read_response();
        CHECK(status_of(answer) == 500);
        CHECK(answer.find("secret") == std::string::npos);
        CHECK(answer.find("EXCEPTION_WHAT") == std::string::npos);
    }
    client.send(get("/"));
    CHECK(body_of(client.read_response()) == "well");
}

TEST_CASE("a line end in a response header makes no second header") {
    Server server([](Request&) {
        return Response::text(200, "x").with("X-A", "1\r\nSet-Cookie: a=b").with("X-B", "2");
    });
    RawClient client(server.edge.port());
    client.send(get("/"));
    const auto answer = client.read_response();
    CHECK(answer.find("Set-Cookie") == std::string::npos);
    CHECK(answer.find("X-B: 2\r\n") != std::string::npos);
}

TEST_CASE("a wait ends as it is told") {
    struct Row {
        std::string path;
        Wait::Outcome outcome;
        int status;
        std::string body;
    };
    const std::vector<Row> rows = {
        {"/", Wait::Outcome::Send, 200, "call 1"},
        {"/", Wait::Outcome::Fail, 503, ""},
        {"/parked", Wait::Outcome::Send, 200, "call 1"},
    };
    for (const auto& row : rows) {
        Waiting waiting;
        Server server(std::ref(waiting));
        RawClient client(server.edge.port());
        client.send(get(row.path));
        waiting.number(0)->finish(row.outcome);
        const auto answer = client.read_response();
        CHECK(status_of(answer) == row.status);
        if (row.status == 200) CHECK(body_of(answer) == row.body);
        if (row.status == 503) CHECK(answer.find("Retry-After: ") != std::string::npos);
    }
}

TEST_CASE("a retry runs the handler again, once") {
    Waiting waiting;
    Server server(std::ref(waiting));
    RawClient client(server.edge.port());
    client.send(get("/"));
    waiting.number(0)->finish(Wait::Outcome::Retry);
    waiting.number(1)->finish(Wait::Outcome::Send);
    CHECK(body_of(client.read_response()) == "call 2");
    client.send(get("/"));  // the connection begins anew
    waiting.number(2)->finish(Wait::Outcome::Retry);
    waiting.number(3)->finish(Wait::Outcome::Retry);
    CHECK(status_of(client.read_all()) == 503);
    CHECK(waiting.calls == 4);
}

TEST_CASE("a wait holds no worker, and its end before the handler's return is not lost") {
    Waiting waiting;
    EdgeOptions options;
    options.workers = 1;
    Server server(
        [&](Request& request) {
            auto response = waiting(request);
            if (request.path == "/early") response.wait->finish(Wait::Outcome::Send);
            return response;
        },
        options);
    RawClient first(server.edge.port());
    first.send(get("/later"));
    const auto wait = waiting.number(0);
    RawClient second(server.edge.port());
    second.send(get("/now") + get("/early"));
    CHECK(body_of(second.read_response()) == "now");
    CHECK(body_of(second.read_response()) == "call 2");
    wait->finish(Wait::Outcome::Send);
    CHECK(body_of(first.read_response()) == "call 1");
}

TEST_CASE("a wait that takes too long is answered with 503, and its late end touches nobody") {
    Waiting waiting;
    Server server(std::ref(waiting), quick());
    RawClient client(server.edge.port());
    client.send(get("/"));
    const auto answer = client.read_all();
    CHECK(status_of(answer) == 503);
    CHECK(client.closed());
    waiting.number(0)->finish(Wait::Outcome::Send);
    RawClient other(server.edge.port());
    other.send(get("/now"));
    CHECK(body_of(other.read_response()) == "now");
}

TEST_CASE("only so many are parked; a place that is left can be taken") {
    Waiting waiting;
    EdgeOptions options;
    options.parked = 2;
    Server server(std::ref(waiting), options);
    RawClient first(server.edge.port());
    RawClient second(server.edge.port());
    first.send(get("/parked"));
    const auto wait = waiting.number(0);
    second.send(get("/parked"));
    waiting.number(1);
    {
        RawClient third(server.edge.port());
        third.send(get("/parked"));
        CHECK(status_of(third.read_all()) == 503);
    }
    wait->finish(Wait::Outcome::Send);
    CHECK(status_of(first.read_response()) == 200);
    RawClient fourth(server.edge.port());
    fourth.send(get("/parked"));
    waiting.number(3)->finish(Wait::Outcome::Send);
    CHECK(status_of(fourth.read_response()) == 200);
}

TEST_CASE("the client's address is the socket's, unless a configured proxy says another") {
    struct Row {
        std::vector<std::string> proxies;
        std::string headers;
        std::string client;
    };
    const std::vector<Row> rows = {
        {{}, "X-Forwarded-For: 192.0.2.1\r\n", "127.0.0.1"},
        {{"192.0.2.9"}, "X-Forwarded-For: 192.0.2.1\r\n", "127.0.0.1"},
        {{"127.0.0.1"}, "", "127.0.0.1"},
        {{"127.0.0.1"}, "X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1"},
        {{"127.0.0.1"},
         "X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\n",
         "192.0.2.1"},  // the first was the client's
        {{"127.0.0.1"}, "X-Forwarded-For: 6.6.6.6, nonsense\r\n", "127.0.0.1"},
        {{"127.0.0.1"}, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.headers);
        EdgeOptions options;
        options.trusted_proxies = row.proxies;
        Server server([](Request& request) { return Response::text(200, request.client); },
                      options);
        RawClient client(server.edge.port());
        client.send(get("/", row.headers));
        CHECK(body_of(client.read_response()) == row.client);
    }
}

TEST_CASE("HEAD has the headers of GET and no body") {
    Server server(echo);
    RawClient client(server.edge.port());
    client.send("HEAD /twelve-bytes HTTP/1.1\r\nHost: a.test\r\n\r\n" + get("/next"));
    const auto head = client.read_response(false);
    CHECK(status_of(head) == 200);
    CHECK(head.find("Content-Length: 13\r\n") != std::string::npos);
    CHECK(body_of(client.read_response()) == "/next");
}

TEST_CASE("a large response arrives whole at a client that reads late") {
    const std::string large(8'000'000, 'x');
    Server server([&](Request&) { return Response::text(200, large); });
    RawClient client(server.edge.port());
    client.send(get("/") + get("/"));
    std::this_thread::sleep_for(50ms);
    CHECK(body_of(client.read_response()) == large);
    CHECK(body_of(client.read_response()) == large);
}

TEST_CASE("stop is fast with idle, slow and waiting clients, and is safe twice") {
    Waiting waiting;
    Server server(std::ref(waiting));
    RawClient idle(server.edge.port());
    RawClient slow(server.edge.port());
    RawClient parked(server.edge.port());
    slow.send("GET / HT");
    parked.send(get("/parked"));
    const auto wait = waiting.number(0);
    const auto start = Clock::now();
    server.edge.stop();
    CHECK(Clock::now() - start < 500ms);
    server.edge.stop();
    wait->finish(Wait::Outcome::Send);  // outlives the server
    for (auto* client : {&idle, &slow, &parked}) {
        client->read_all();
        CHECK(client->closed());
    }
}

TEST_CASE("stop lets the request under way be answered") {
    std::atomic<bool> begun = false;
    Server server([&](Request&) {
        begun = true;
        std::this_thread::sleep_for(100ms);
        return Response::text(200, "done");
    });
    RawClient client(server.edge.port());
    client.send(get("/"));
    while (!begun) std::this_thread::sleep_for(1ms);
    server.edge.stop();
    CHECK(body_of(client.read_response()) == "done");
}

TEST_CASE("a second server on the port fails at once") {
    Server first(echo);
    EdgeOptions options;
    options.port = first.edge.port();
    EdgeServer second(options, echo);
    CHECK_THROWS_AS(second.start(), std::runtime_error);
    options.port = 0;
    options.address = "localhost";
    EdgeServer named(options, echo);
    CHECK_THROWS_AS(named.start(), std::runtime_error);
}
