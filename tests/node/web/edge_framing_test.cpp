// What a lenient parser could take two ways (stack.md §1.3), on a real socket.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "node/web/edge_server.h"
#include "tests/node/web/raw_client.h"

using namespace essaim::web;

namespace {

const std::string kPost = "POST /in HTTP/1.1\r\nHost: a.test\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";

struct Server {
    Server()
        : edge(options(), [this](Request& request) {
              ++handled;
              return Response::text(200,
                                    request.method + " " + request.target + "|" + request.body);
          }) {
        edge.start();
    }
    static EdgeOptions options() {
        EdgeOptions given;
        given.body_bytes = 1000;
        given.workers = 1;
        return given;
    }
    std::atomic<int> handled = 0;
    EdgeServer edge;
};

std::string many_headers(int count) {
    std::string headers;
    for (int i = 0; i < count; ++i) headers += "X-" + std::to_string(i) + ": y\r\n";
    return headers;
}

}  // namespace

TEST_CASE(
    "a request that can be read two ways is refused, and nothing after it is read as another") {
    struct Row {
        std::string what;
        std::string bytes;
        int status;
    };
    const std::vector<Row> rows = {
        {"Content-Length and chunked",
         kPost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"Content-Length twice, differing",
         kPost + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {"Content-Length twice, the same",
         kPost + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400},
        {"Content-Length as a list", kPost + "Content-Length: 5, 5\r\n\r\nhello", 400},
        {"Content-Length with a plus", kPost + "Content-Length: +5\r\n\r\nhello", 400},
        {"Content-Length in hexadecimal", kPost + "Content-Length: 0x5\r\n\r\nhello", 400},
        {"Content-Length below zero", kPost + "Content-Length: -1\r\n\r\nhello", 400},
        {"Content-Length empty", kPost + "Content-Length:\r\n\r\nhello", 400},
        {"Content-Length beyond 64 bits",
         kPost + "Content-Length: 18446744073709551621\r\n\r\nhello", 413},
        {"Content-Length over the limit", kPost + "Content-Length: 1001\r\n\r\n", 413},
        {"gzip under chunked", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        {"Transfer-Encoding twice",
         kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400},
        {"Transfer-Encoding of old",
         "POST /in HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501},
        {"chunk size with a plus", kChunked + "+5\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size with 0x", kChunked + "0x5\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size below zero", kChunked + "-1\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size with a space", kChunked + "5 \r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size empty", kChunked + "\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size of no number", kChunked + "g\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size beyond 32 bits", kChunked + "100000005\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk extension", kChunked + "5;a=b\r\nhello\r\n0\r\n\r\n", 400},
        {"chunk size line without CR", kChunked + "5\nhello\r\n0\r\n\r\n", 400},
        {"chunk longer than its size", kChunked + "5\r\nhello!\r\n0\r\n\r\n", 400},
        {"trailers", kChunked + "5\r\nhello\r\n0\r\nHost: b.test\r\n\r\n", 400},
        {"one chunk over the limit",
         kChunked + "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n", 413},
        {"chunks over the limit",
         kChunked + "1F4\r\n" + std::string(500, 'x') + "\r\n1F5\r\n" + std::string(501, 'x') +
             "\r\n0\r\n\r\n",
         413},
        {"huge chunk announced", kChunked + "FFFFFFFF\r\n", 413},
        {"bare LF after a header", "GET / HTTP/1.1\r\nHost: a.test\nX: y\r\n\r\n", 400},
        {"bare LF everywhere", "GET / HTTP/1.1\nHost: a.test\n\n", 400},
        {"bare CR in a value", get("/", "X: a\rb\r\n"), 400},
        {"NUL in a value", get("/", std::string("X: a\0b\r\n", 8)), 400},
        {"control character in a value",
         get("/",
             "X: a\x01"
             "b\r\n"),
         400},
        {"folded header", get("/", "X: a\r\n b\r\n"), 400},
        {"space before the colon", get("/", "X : a\r\n"), 400},
        {"header without colon", get("/", "nothing\r\n"), 400},
        {"header without name", get("/", ": a\r\n"), 400},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", get("/", "Host: b.test\r\n"), 400},
        {"a Host with a path", "GET / HTTP/1.1\r\nHost: a.test/b\r\n\r\n", 400},
        {"65 headers", get("/", many_headers(64)), 431},
        {"a line of 200 KB without end", "GET / HTTP/1.1\r\nX: " + std::string(200'000, 'x'), 431},
        {"an address of 9 KB", get("/" + std::string(9000, 'x')), 414},
        {"compressed body", kPost + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
         415},
        {"several ranges", get("/", "Range: bytes=0-1,3-4\r\n"), 400},
        {"Range twice", get("/", "Range: bytes=0-1\r\nRange: bytes=3-4\r\n"), 400},
        {"REMOTE_ADDR from outside", get("/", "REMOTE_ADDR: 1.2.3.4\r\n"), 400},
        {"LOCAL_PORT from outside", get("/", "local_port: 1\r\n"), 400},
        {"absolute address", get("http://b.test/"), 400},
        {"space in the address", get("/a b"), 400},
        {"a method nobody knows", "BREW / HTTP/1.1\r\nHost: a.test\r\n\r\n", 501},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a.test\r\n\r\n", 505},
        {"no version", "GET /\r\nHost: a.test\r\n\r\n", 400},
        {"unknown expectation", kPost + "Expect: miracles\r\nContent-Length: 5\r\n\r\nhello", 417},
    };
    Server server;
    for (const auto& row : rows) {
        CAPTURE(row.what);
        RawClient client(server.edge.port());
        client.send(row.bytes + get("/smuggled"));
        const auto answer = client.read_all();
        CHECK(status_of(answer) == row.status);
        CHECK(client.closed());
        CHECK(answer.find("Connection: close") != std::string::npos);
        CHECK(answer.find("\nHTTP/1.1 ") == std::string::npos);  // one answer only
    }
    CHECK(server.handled == 0);
}

TEST_CASE("a client that is still sending receives its refusal") {
    Server server;
    RawClient client(server.edge.port());
    client.send(kPost + "Content-Length: 900000\r\n\r\n");
    for (int i = 0; i < 9; ++i) client.send(std::string(100'000, 'x'));
    CHECK(status_of(client.read_all()) == 413);
    CHECK(server.handled == 0);
}

TEST_CASE("bodies at the limit are read whole, however they arrive") {
    Server server;
    const std::string full(1000, 'x');
    struct Row {
        std::string bytes, body;
    };
    const std::vector<Row> rows = {
        {kPost + "Content-Length: 1000\r\n\r\n" + full, full},
        {kChunked + "3e8\r\n" + full + "\r\n0\r\n\r\n", full},
        {kChunked + "5\r\nhello\r\n06\r\n world\r\n0\r\n\r\n", "hello world"},
        {kChunked + "0\r\n\r\n", ""},
        {kPost + "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n\r\n", "\r\n"},
        {"\r\n" + kPost + "\r\n", ""},
        {get("/in", many_headers(63)), ""},
    };
    RawClient client(server.edge.port());
    for (const auto& row : rows) {
        for (const char byte : row.bytes) REQUIRE(client.send(std::string_view(&byte, 1)));
        const auto answer = client.read_response();
        CHECK(status_of(answer) == 200);
        CHECK(body_of(answer).substr(body_of(answer).find('|') + 1) == row.body);
    }
}

TEST_CASE("pipelined requests are answered in order, up to the one that closes") {
    Server server;
    RawClient client(server.edge.port());
    client.send(get("/one") + kPost + "Content-Length: 22\r\n\r\nGET /evil HTTP/1.1\r\n\r\n" +
                get("/three") + get("/last", "Connection: keep, Close\r\n") + get("/never"));
    CHECK(body_of(client.read_response()) == "GET /one|");
    CHECK(body_of(client.read_response()) == "POST /in|GET /evil HTTP/1.1\r\n\r\n");
    CHECK(body_of(client.read_response()) == "GET /three|");
    CHECK(body_of(client.read_response()) == "GET /last|");
    CHECK(client.read_all().empty());
    CHECK(client.closed());
    CHECK(server.handled == 4);
}

TEST_CASE("a client that asks is told to continue, unless its body would be refused") {
    Server server;
    RawClient client(server.edge.port());
    client.send(kPost + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    CHECK(status_of(client.read_response()) == 100);
    client.send("hello");
    CHECK(body_of(client.read_response()) == "POST /in|hello");
    client.send(kPost + "Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
    CHECK(status_of(client.read_all()) == 413);
}
