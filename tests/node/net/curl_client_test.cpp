#include "node/net/curl_client.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <set>

#include "tests/node/net/http_sink.h"

using namespace std::chrono_literals;
using essaim::Fault;
using essaim::Result;
using essaim::net::CurlClient;
using essaim::net::CurlOptions;
using essaim::net::Headers;
using essaim::net::HttpAnswer;
using essaim::net::HttpRequest;
using essaim::test::HttpSink;
using Clock = std::chrono::steady_clock;

namespace {

CurlOptions allowing(std::initializer_list<const HttpSink*> sinks) {
    CurlOptions options;
    options.user_agent = "essaim/0.1 (+https://us.example)";
    for (const auto* sink : sinks) options.allow_addresses.push_back(sink->authority());
    return options;
}

bool ok(HttpSink&, int socket, const std::string&) { return HttpSink::reply(socket, "ok"); }

HttpSink::Handler redirect_to(const std::string& target) {
    return [target](HttpSink&, int socket, const std::string& request) {
        if (request.starts_with("GET /end")) return HttpSink::reply(socket, "end");
        return HttpSink::reply(socket, "", "HTTP/1.1 302 Found\r\nLocation: " + target + "\r\n");
    };
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a request arrives as written, with nothing of libcurl's own") {
    HttpSink sink([](HttpSink&, int socket, const std::string&) {
        return HttpSink::reply(socket, "{}", "HTTP/1.1 202 Accepted\r\nX-Thing:  a b \r\n");
    });
    CurlClient client(allowing({&sink}));
    HttpRequest request{
        .method = "POST", .url = sink.url("/a/../inbox?q=1#frag"), .body = std::string(3000, 'x')};
    request.headers = {
        {"Content-Type", "application/activity+json"}, {"Host", "evil.example"}, {"X-Empty", ""}};
    request.sign = [](const std::string& url) { return Headers{{"Signature", "url=" + url}}; };
    const auto answer = client.send(request);
    REQUIRE(answer.has_value());
    CHECK(answer->status == 202);
    CHECK(answer->header("x-thing") == "a b");
    CHECK(answer->body == "{}");
    CHECK(answer->url == sink.url("/a/../inbox?q=1"));
    const auto sent = sink.received().at(0);
    CHECK(sent.starts_with("POST /a/../inbox?q=1 HTTP/1.1\r\nHost: " + sink.authority() + "\r\n"));
    CHECK(contains(sent, "User-Agent: essaim/0.1 (+https://us.example)\r\n"));
    CHECK(contains(sent, "Signature: url=" + sink.url("/a/../inbox?q=1") + "\r\n"));
    CHECK(contains(sent, "Content-Type: application/activity+json\r\n"));
    CHECK(contains(sent, "Content-Length: 3000\r\n"));
    for (const char* unwanted : {"Expect", "Accept-Encoding", "evil", "frag", "form-urlencoded"}) {
        CAPTURE(unwanted);
        CHECK_FALSE(contains(sent, unwanted));
    }
}

TEST_CASE("a header that breaks its line is refused before anything is sent") {
    HttpSink sink(ok);
    CurlClient client(allowing({&sink}));
    for (const auto& [name, value] : Headers{{"X", "a\r\nY: b"},
                                             {"X\r\nY", "b"},
                                             {"", "b"},
                                             {"X y", "b"},
                                             {"X", std::string("a\0b", 3)}}) {
        CHECK(client.send({.url = sink.url(), .headers = {{name, value}}}).error().fault ==
              Fault::Malformed);
    }
    CHECK(client.send({.method = "GET /x", .url = sink.url()}).error().fault == Fault::Malformed);
    CHECK(sink.connections() == 0);
}

TEST_CASE("no spelling of a local address gets a connection") {
    HttpSink sink(ok);
    CurlClient client(CurlOptions{});
    const std::string port = ":" + std::to_string(sink.port()) + "/";
    for (const std::string host : {"127.0.0.1",
                                   "127.1",
                                   "0x7f000001",
                                   "2130706433",
                                   "0177.0.0.1",
                                   "0",
                                   "0.0.0.0",
                                   "localhost",
                                   "LOCALHOST",
                                   "localhost.",
                                   "a.localhost",
                                   "[::1]",
                                   "[::ffff:127.0.0.1]",
                                   "[::127.0.0.1]",
                                   "[64:ff9b::7f00:1]",
                                   "[2002:7f00:1::]",
                                   "user:pw@127.0.0.1",
                                   "%31%32%37.0.0.1",
                                   "127.0.0.1.",
                                   "0x7f.1"}) {
        for (const std::string scheme : {"http://", "https://", "gopher://", "ftp://"}) {
            CAPTURE(scheme + host);
            const auto result = client.send({.url = scheme + host + port, .timeout = 2s});
            REQUIRE_FALSE(result.has_value());
            CHECK(result.error().fault != Fault::Unavailable);
        }
    }
    for (const char* url :
         {"http://169.254.169.254/latest", "https://169.254.169.254/", "file:///etc/passwd"})
        CHECK(client.send({.url = url}).error().fault != Fault::Unavailable);
    CHECK(sink.connections() == 0);
}

TEST_CASE("exactly the allowed address and port answer, the neighbour port does not") {
    HttpSink allowed(ok);
    HttpSink neighbour(ok);
    CurlClient client(allowing({&allowed}));
    CHECK(client.send({.url = allowed.url()})->body == "ok");
    CHECK(client.send({.url = "http://noisette.localhost:" + std::to_string(allowed.port()) + "/"})
              ->body == "ok");
    CHECK(client.send({.url = neighbour.url()}).error().fault == Fault::Forbidden);
    CHECK(neighbour.connections() == 0);
}

TEST_CASE("the socket's address decides, whatever the name was believed to be") {
    // As after DNS rebinding: a public name on https and 443, which now leads here.
    for (const char* ip : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1",
                           "64:ff9b::7f00:1"}) {
        CAPTURE(ip);
        CurlOptions options;
        options.resolve["rebound.example.org"] = ip;
        CurlClient client(options);
        const auto result = client.send({.url = "https://rebound.example.org/", .timeout = 3s});
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().fault == Fault::Forbidden);
        CHECK(contains(result.error().detail, "guard"));
    }
}

TEST_CASE("redirects: each hop is signed once, for itself, and secrets stay home") {
    HttpSink second(redirect_to("/end"));
    HttpSink first(redirect_to(second.url("/middle")));
    CurlClient client(allowing({&first, &second}));
    HttpRequest request{.url = first.url("/start"), .redirects = 3};
    request.headers = {{"Accept", "application/activity+json"}, {"Authorization", "secret"}};
    std::vector<std::string> hops;
    request.sign = [&hops](const std::string& url) {
        hops.push_back(url);
        return Headers{{"Signature", "for " + url}};
    };
    const auto answer = client.send(request);
    REQUIRE(answer.has_value());
    CHECK(answer->body == "end");
    CHECK(answer->url == second.url("/end"));
    CHECK(hops ==
          std::vector<std::string>{first.url("/start"), second.url("/middle"), second.url("/end")});
    CHECK(contains(first.received().at(0), "Authorization: secret"));
    for (const auto& sent : second.received()) {
        CHECK_FALSE(contains(sent, "secret"));
        CHECK_FALSE(contains(sent, first.url()));
        CHECK(contains(sent, "Accept: application/activity+json"));
    }
}

TEST_CASE(
    "redirects: loops end, POST and unasked ones are answers, refused places are never reached") {
    HttpSink elsewhere(ok);
    SUBCASE("loop") {
        HttpSink sink(redirect_to("/again"));
        CurlClient client(allowing({&sink}));
        CHECK(client.send({.url = sink.url(), .redirects = 3}).error().fault == Fault::Unavailable);
        CHECK(sink.requests() == 4);
    }
    SUBCASE("not followed") {
        HttpSink sink(redirect_to("/end"));
        CurlClient client(allowing({&sink}));
        CHECK(client.send({.url = sink.url()})->status == 302);
        CHECK(client.send({.method = "POST", .url = sink.url(), .body = "x", .redirects = 3})
                  ->status == 302);
        CHECK(sink.requests() == 2);
    }
    SUBCASE("asked about, and not allowed by who asks") {
        HttpSink sink(redirect_to(elsewhere.url("/x")));
        CurlClient client(allowing({&sink, &elsewhere}));
        std::vector<std::string> asked_about;
        HttpRequest request{.url = sink.url(), .redirects = 3};
        request.allow = [&](const std::string& url) -> Result<void> {
            asked_about.push_back(url);
            return essaim::refuse(Fault::Unavailable, "not there");
        };
        CHECK(client.send(request).error().fault == Fault::Unavailable);
        CHECK(asked_about == std::vector<std::string>{elsewhere.url("/x")});
        CHECK(elsewhere.connections() == 0);
    }
    SUBCASE("refused") {
        for (const std::string& target :
             {elsewhere.url(), std::string("http://127.1/"),
              std::string("https://169.254.169.254/"), std::string("//localhost/"),
              std::string("file:///etc/passwd"), std::string("https://u:p@example.org/"),
              "http://[::ffff:127.0.0.1]:" + std::to_string(elsewhere.port()) + "/"}) {
            CAPTURE(target);
            HttpSink sink(redirect_to(target));
            CurlClient client(allowing({&sink}));
            CHECK(client.send({.url = sink.url(), .redirects = 3}).error().fault ==
                  Fault::Forbidden);
        }
        CHECK(elsewhere.connections() == 0);
    }
}

TEST_CASE("a body or a header without end is cut at its limit") {
    const auto flood = [](const std::string& head, const std::string& piece) {
        return [head, piece](HttpSink& sink, int socket, const std::string&) {
            HttpSink::write(socket, head);
            while (!sink.is_stopping() && HttpSink::write(socket, piece)) {
            }
            return false;
        };
    };
    const std::string piece(10'000, 'x');
    const std::pair<std::string, std::string> cases[] = {
        {"HTTP/1.1 200 OK\r\n\r\n", piece},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "2710\r\n" + piece + "\r\n"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", piece},
        {"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", piece},
        {"HTTP/1.1 200 OK\r\n", "X: " + piece + "\r\n"},
        {"HTTP/1.1 200 OK\r\n", "X: y\r\n"},
        {"", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"},
    };
    for (const auto& [head, body] : cases) {
        CAPTURE(head);
        HttpSink sink(flood(head, body));
        CurlClient client(allowing({&sink}));
        const auto start = Clock::now();
        const auto result = client.send({.url = sink.url(), .max_bytes = 50'000, .timeout = 5s});
        CHECK(Clock::now() - start < 3s);
        if (contains(head, "Content-Length: 20\r\n")) {
            REQUIRE(result.has_value());
            CHECK(result->body.size() == 20);  // not a byte more than promised
            continue;
        }
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().fault == Fault::Unavailable);
        CHECK(contains(result.error().detail, "too large"));
    }
}

TEST_CASE("a body of exactly the limit passes, one byte more does not") {
    HttpSink sink([](HttpSink&, int socket, const std::string& request) {
        return HttpSink::reply(socket, std::string(contains(request, "more") ? 1001 : 1000, 'x'));
    });
    CurlClient client(allowing({&sink}));
    CHECK(client.send({.url = sink.url("/"), .max_bytes = 1000})->body.size() == 1000);
    CHECK(client.send({.url = sink.url("/more"), .max_bytes = 1000}).error().fault ==
          Fault::Unavailable);
}

TEST_CASE("fewer bytes than promised is a failure, a compressed body stays as it came") {
    const std::string bomb = std::string("\x1f\x8b\x08", 3) + std::string(500, '\0');
    HttpSink sink([&bomb](HttpSink&, int socket, const std::string& request) {
        if (contains(request, "/short"))
            HttpSink::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort");
        else
            HttpSink::reply(socket, bomb, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n");
        return false;
    });
    CurlClient client(allowing({&sink}));
    CHECK(client.send({.url = sink.url("/short")}).error().fault == Fault::Unavailable);
    CHECK(client.send({.url = sink.url("/bomb")})->body == bomb);
}

TEST_CASE(
    "time is wall clock: a drop at a time does not stretch it, neither does waiting in line") {
    HttpSink sink([](HttpSink& self, int socket, const std::string&) {
        HttpSink::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
        while (!self.is_stopping() && HttpSink::write(socket, "x"))
            std::this_thread::sleep_for(20ms);
        return false;
    });
    CurlClient client(allowing({&sink}));
    const auto start = Clock::now();
    std::vector<std::future<Result<HttpAnswer>>> answers;
    for (int i = 0; i < 6; ++i) {
        answers.push_back(std::async(std::launch::async, [&] {
            return client.send({.url = sink.url(), .timeout = 600ms});
        }));
    }
    std::this_thread::sleep_for(300ms);
    CHECK(sink.connections() == 2);  // max_per_host
    for (auto& answer : answers) CHECK(answer.get().error().fault == Fault::Unavailable);
    CHECK(Clock::now() - start >= 550ms);
    CHECK(Clock::now() - start < 2s);
}

TEST_CASE("connections are kept and used again") {
    HttpSink sink(ok);
    CurlClient client(allowing({&sink}));
    for (int i = 0; i < 20; ++i) CHECK(client.send({.url = sink.url()}).has_value());
    CHECK(sink.requests() == 20);
    CHECK(sink.connections() == 1);
}

TEST_CASE("300 at once all arrive, signed off the client's thread, while one host says nothing") {
    HttpSink tarpit([](HttpSink& self, int, const std::string&) {
        while (!self.is_stopping()) std::this_thread::sleep_for(10ms);
        return false;
    });
    HttpSink sink(ok);
    auto options = allowing({&tarpit, &sink});
    options.max_per_host = 20;
    CurlClient client(options);
    std::atomic<int> stuck{0};
    for (int i = 0; i < 30; ++i)
        client.send_later({.url = tarpit.url(), .timeout = 4s}, [&stuck](auto) { ++stuck; });
    std::atomic<int> good{0};
    std::atomic<int> signatures{0};
    std::mutex mutex;
    std::set<std::thread::id> signers;
    std::set<std::thread::id> finishers;
    std::promise<void> all;
    std::atomic<int> left{300};
    const auto start = Clock::now();
    for (int i = 0; i < 300; ++i) {
        HttpRequest request{
            .method = "POST", .url = sink.url("/inbox"), .body = std::string(2700, 'x')};
        request.sign = [&](const std::string&) {
            ++signatures;
            const std::lock_guard lock(mutex);
            signers.insert(std::this_thread::get_id());
            return Headers{{"Signature", "s"}};
        };
        client.send_later(std::move(request), [&](Result<HttpAnswer> result) {
            if (result && result->body == "ok") ++good;
            {
                const std::lock_guard lock(mutex);
                finishers.insert(std::this_thread::get_id());
            }
            if (--left == 0) all.set_value();
        });
    }
    REQUIRE(all.get_future().wait_for(10s) == std::future_status::ready);
    CHECK(Clock::now() - start < 3s);
    CHECK(good == 300);
    CHECK(signatures == 300);
    CHECK(sink.connections() <= 20);
    CHECK(finishers.size() == 1);
    CHECK(signers.count(*finishers.begin()) == 0);
    CHECK(stuck == 0);
}

TEST_CASE("a full line refuses, a failing signature sends nothing") {
    HttpSink sink([](HttpSink& self, int socket, const std::string& request) {
        while (contains(request, "/slow") && !self.is_stopping()) std::this_thread::sleep_for(5ms);
        return HttpSink::reply(socket, "ok");
    });
    auto options = allowing({&sink});
    options.max_waiting = 5;
    CurlClient client(options);
    HttpRequest unsigned_one{.url = sink.url()};
    unsigned_one.sign = [](const std::string&) -> Headers { throw std::runtime_error("no key"); };
    CHECK(client.send(unsigned_one).error().fault == Fault::Internal);
    CHECK(sink.requests() == 0);
    std::promise<std::string> refused;
    std::atomic<bool> told{false};
    for (int i = 0; i < 20; ++i) {
        client.send_later({.url = sink.url("/slow"), .timeout = 3s},
                          [&](Result<HttpAnswer> result) {
                              if (!result && !told.exchange(true))
                                  refused.set_value(result.error().detail);
                          });
    }
    auto future = refused.get_future();
    REQUIRE(future.wait_for(2s) == std::future_status::ready);
    CHECK(contains(future.get(), "waiting"));
}

TEST_CASE("the end of the client ends what is under way, waiting or being signed") {
    HttpSink tarpit([](HttpSink& self, int, const std::string&) {
        while (!self.is_stopping()) std::this_thread::sleep_for(10ms);
        return false;
    });
    std::atomic<int> unavailable{0};
    const auto start = Clock::now();
    {
        CurlClient client(allowing({&tarpit}));
        const auto count = [&unavailable](Result<HttpAnswer> result) {
            if (!result && result.error().fault == Fault::Unavailable) ++unavailable;
        };
        for (int i = 0; i < 10; ++i) {
            HttpRequest request{.url = tarpit.url(), .timeout = 60s};
            if (i % 2 == 0) {
                request.sign = [](const std::string&) {
                    std::this_thread::sleep_for(50ms);
                    return Headers{};
                };
            }
            client.send_later(std::move(request), count);
        }
        client.send_later({.url = tarpit.url(), .timeout = 60s}, [&](Result<HttpAnswer> result) {
            count(std::move(result));
            client.send_later({.url = tarpit.url()}, count);  // asks again while it ends
        });
        while (tarpit.requests() < 1) std::this_thread::sleep_for(5ms);
    }
    CHECK(unavailable == 12);
    CHECK(Clock::now() - start < 3s);
}

TEST_CASE(
    "send() from the client's own thread is refused, not a deadlock; a throwing done is survived") {
    HttpSink sink(ok);
    CurlClient client(allowing({&sink}));
    std::promise<Fault> inner;
    client.send_later({.url = sink.url()}, [&](auto) {
        inner.set_value(client.send({.url = sink.url()}).error().fault);
    });
    CHECK(inner.get_future().get() == Fault::Internal);
    client.send_later({.url = sink.url()}, [](auto) { throw std::runtime_error("oops"); });
    CHECK(client.send({.url = sink.url()}).has_value());
}
