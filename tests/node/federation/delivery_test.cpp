#include "node/federation/delivery.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <functional>
#include <mutex>

#include "activitypub/iri.h"
#include "activitypub/signatures/request_signature.h"
#include "tests/node/federation/delivery_fixture.h"

using namespace std::chrono_literals;
using essaim::net::HttpAnswer;
using essaim::net::HttpRequest;
using essaim::test::FakeInternet;
using essaim::test::Sender;

namespace {

const std::string kInbox = "https://b.example/inbox";

Sender& with_follower(Sender& node, const std::string& host = "b.example") {
    node.follower("https://" + host + "/x", "https://" + host + "/inbox");
    return node;
}

HttpAnswer status(int code, essaim::net::Headers headers = {}) {
    return {.status = code, .headers = std::move(headers), .body = {}, .url = {}};
}

bool verifies(const Sender& node, const FakeInternet::Recorded& request) {
    const auto iri = activitypub::parse_iri(request.url).value();
    activitypub::HttpMessage message{.method = request.method,
                                     .target = iri.target(),
                                     .scheme = iri.scheme,
                                     .authority = iri.host,
                                     .headers = {{"host", iri.host}},
                                     .body = request.body};
    for (const auto& [name, value] : request.headers) {
        std::string lower = name;
        for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (lower != "host") message.headers.emplace_back(lower, value);
    }
    const auto claim = activitypub::claimed_signature(message);
    return claim && activitypub::verify_request(message, *claim, node.us().rsa.public_key(),
                                                node.clock.now());
}

// Answers only when told to, from the test's own thread.
class SlowInternet : public essaim::net::HttpClient {
  public:
    using Done = std::function<void(essaim::Result<HttpAnswer>)>;
    essaim::Result<HttpAnswer> send(const HttpRequest&) override {
        return essaim::refuse(essaim::Fault::Unavailable, "not here");
    }
    void send_later(HttpRequest request, Done done) override {
        if (request.sign) request.sign(request.url);
        const std::lock_guard lock(mutex_);
        waiting_.emplace_back(request.url, std::move(done));
    }
    std::size_t waiting(const std::string& host = "") const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::ranges::count_if(
            waiting_, [&](const auto& one) { return one.first.find(host) != std::string::npos; }));
    }
    void answer(const std::string& host, int code) {
        std::vector<std::pair<std::string, Done>> told;
        {
            const std::lock_guard lock(mutex_);
            std::erase_if(waiting_, [&](auto& one) {
                if (one.first.find(host) == std::string::npos) return false;
                told.push_back(std::move(one));
                return true;
            });
        }
        for (auto& [url, done] : told) done(status(code));
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::pair<std::string, Done>> waiting_;
};

}  // namespace

TEST_CASE("a published activity arrives once, signed, and leaves the table") {
    Sender node;
    with_follower(node);
    node.net.answer(kInbox, "", 202);
    node.delivery().start();
    node.say("1");
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    const auto requests = node.net.requests_to(kInbox);
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].body ==
          node.text("SELECT json FROM object WHERE id = 'https://noisette.example/a/1'"));
    CHECK(requests[0]
              .header("signature")
              .starts_with("keyId=\"https://noisette.example/@noisette#main-key\","));
    CHECK(verifies(node, requests[0]));
    CHECK(node.failed() == 0);
}

TEST_CASE("a refused signature is tried at once with RFC 9421, and the host's taste remembered") {
    Sender node;
    with_follower(node);
    node.net.handle(kInbox, [](const HttpRequest& request) -> essaim::Result<HttpAnswer> {
        for (const auto& [name, value] : request.headers) {
            if (name == "Signature-Input" || name == "signature-input") return status(202);
        }
        return status(401);
    });
    node.delivery().start();
    node.say("1");
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    REQUIRE(node.net.requests().size() == 2);
    CHECK(node.net.requests()[0].header("signature-input").empty());
    CHECK(verifies(node, node.net.requests()[1]));
    CHECK(node.text("SELECT scheme FROM peer_host WHERE host = 'b.example'") == "rfc9421");
    node.say("2");
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    CHECK(node.net.requests().size() == 3);
    node.restart();
    node.delivery().start();
    node.say("3");
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    CHECK(node.net.requests().size() == 4);
}

TEST_CASE("a signature refused both ways waits an hour, and the next try has a new Date") {
    Sender node;
    with_follower(node);
    node.net.answer(kInbox, "", 403);
    node.delivery().start();
    node.say("1");
    REQUIRE(Sender::soon([&] { return node.number("SELECT attempts FROM delivery") == 1; }));
    CHECK(node.net.requests().size() == 2);
    const auto wait =
        node.number("SELECT next_at FROM delivery") - essaim::base::to_millis(node.clock.now());
    CHECK(wait >= 48 * 60'000);
    CHECK(wait <= 72 * 60'000);
    node.net.answer(kInbox, "", 202);
    node.later(47min);
    std::this_thread::sleep_for(50ms);
    CHECK(node.waiting() == 1);
    node.later(26min);
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    const auto requests = node.net.requests();
    REQUIRE(requests.size() == 3);
    CHECK(requests[2].header("date") != requests[0].header("date"));
    CHECK(requests[2].header("signature") != requests[0].header("signature"));
    CHECK(verifies(node, requests[2]));
}

TEST_CASE("each answer leaves the row it should") {
    struct Case {
        int code;
        std::int64_t waiting;
        std::int64_t failed;
    };
    for (const auto& c : {Case{200, 0, 0}, Case{404, 0, 1}, Case{410, 0, 1}, Case{413, 0, 1},
                          Case{501, 0, 1}, Case{500, 1, 0}, Case{429, 1, 0}, Case{503, 1, 0}}) {
        CAPTURE(c.code);
        Sender node;
        with_follower(node);
        node.net.answer(kInbox, "", c.code);
        node.delivery().start();
        node.say("1");
        REQUIRE(Sender::soon([&] {
            return node.number("SELECT coalesce(max(attempts), 1) FROM delivery") == 1 &&
                   !node.net.requests().empty();
        }));
        CHECK(node.waiting() == c.waiting);
        CHECK(node.failed() == c.failed);
        if (c.code != 200)
            CHECK(node.text("SELECT error FROM delivery") == "HTTP " + std::to_string(c.code));
    }
}

TEST_CASE("Retry-After is obeyed for the whole host") {
    Sender node;
    with_follower(node);
    node.net.answer(kInbox, status(429, {{"retry-after", "7200"}}));
    node.delivery().start();
    node.say("1");
    REQUIRE(Sender::soon([&] { return node.number("SELECT attempts FROM delivery") == 1; }));
    CHECK(node.number("SELECT next_at FROM delivery") ==
          essaim::base::to_millis(node.clock.now() + 2h));
    node.say("2");
    node.later(119min);
    std::this_thread::sleep_for(50ms);
    CHECK(node.net.requests().size() == 1);
    node.net.answer(kInbox, "", 202);
    node.later(2min);
    CHECK(Sender::soon([&] { return node.waiting() == 0; }));
}

TEST_CASE("a host that is down for eight days gets everything, in order, when it is heard again") {
    Sender node;
    with_follower(node);
    node.net.fail(kInbox);
    node.delivery().start();
    node.say("1");
    node.say("2");
    for (int hour = 0; hour < 8 * 24; ++hour) {
        const auto before = node.net.requests().size();
        node.later(1h);
        Sender::soon([&] { return node.net.requests().size() > before || hour > 24 * 7; });
        std::this_thread::sleep_for(2ms);
    }
    CHECK(node.waiting() == 2);  // held, not used up
    CHECK(node.failed() == 0);
    node.restart();  // and the memory of the pause is not only in the memory
    node.delivery().start();
    node.net.clear_requests();
    node.net.answer(kInbox, "", 202);
    std::this_thread::sleep_for(50ms);
    CHECK(node.net.requests().empty());
    node.delivery().heard_from("b.example");
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    const auto requests = node.net.requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].body.find("/a/1\"") != std::string::npos);
    CHECK(requests[1].body.find("/a/2\"") != std::string::npos);
    CHECK(node.number("SELECT failures FROM peer_host") == 0);
}

TEST_CASE("a paused host is asked by one request, not by all that waits") {
    Sender node;
    with_follower(node);
    node.net.fail(kInbox);
    for (int i = 0; i < 30; ++i) node.say(std::to_string(i));
    node.delivery().start();
    REQUIRE(Sender::soon([&] { return node.number("SELECT failures FROM peer_host") == 5; }));
    std::this_thread::sleep_for(50ms);
    CHECK(node.net.requests().size() == 5);
    node.later(31min);
    REQUIRE(Sender::soon([&] { return node.number("SELECT failures FROM peer_host") == 6; }));
    std::this_thread::sleep_for(50ms);
    CHECK(node.net.requests().size() == 6);
    node.net.answer(kInbox, "", 202);
    node.later(31min);
    CHECK(Sender::soon([&] { return node.waiting() == 0; }));
}

TEST_CASE("a host silent for 90 days is given up, its deliveries shown as failed") {
    Sender node;
    with_follower(node);
    node.net.fail(kInbox);
    node.say("1");
    node.say("2");
    const auto long_ago = essaim::base::to_millis(node.clock.now() - 24h * 91);
    node.write([&](essaim::storage::Connection& c) {
        essaim::federation::DeliveryStore(c).save_host("b.example", {"cavage", 400, long_ago, 1});
    });
    node.restart();
    node.delivery().start();
    CHECK(Sender::soon([&] { return node.failed() == 2; }));
    CHECK(node.net.requests().size() == 1);
    node.delivery().heard_from("b.example");
    REQUIRE(Sender::soon([&] { return node.number("SELECT failures FROM peer_host") == 0; }));
    node.net.answer(kInbox, "", 202);
    node.say("3");
    CHECK(Sender::soon([&] { return node.waiting() == 0 && node.net.requests().size() == 2; }));
}

TEST_CASE("a host that never answers delays nobody, and has at most two requests") {
    SlowInternet slow;
    Sender node(&slow);
    with_follower(node, "slow.example");
    with_follower(node, "quick.example");
    node.delivery().start();
    node.say("0");
    REQUIRE(Sender::soon([&] { return slow.waiting() == 2; }));
    for (int i = 1; i <= 40; ++i) node.say(std::to_string(i));
    slow.answer("slow.example", 202);  // it is trusted with two while something waits
    REQUIRE(Sender::soon([&] { return slow.waiting("slow.example") == 2; }));
    CHECK(Sender::soon([&] {
        slow.answer("quick.example", 202);
        return node.number("SELECT count(*) FROM delivery WHERE host = 'quick.example'") == 0;
    }));
    CHECK(slow.waiting("slow.example") == 2);
    CHECK(node.waiting() == 40);
}

TEST_CASE("the end of the process loses nothing, and answers that come after it do no harm") {
    SlowInternet slow;
    Sender node(&slow);
    with_follower(node);
    node.delivery().start();
    node.say("1");
    REQUIRE(Sender::soon([&] { return slow.waiting() == 1; }));
    node.end();
    slow.answer("b.example", 202);  // to nobody
    CHECK(node.waiting() == 1);
    node.restart();
    node.delivery().start();
    REQUIRE(Sender::soon([&] { return slow.waiting() == 1; }));
    slow.answer("b.example", 202);
    CHECK(Sender::soon([&] { return node.waiting() == 0; }));
}

TEST_CASE("what is withdrawn or blocked while it waits is not sent") {
    Sender node;
    with_follower(node, "a.example");
    with_follower(node, "b.example");
    node.net.answer("https://a.example/inbox", "", 202);
    node.net.answer(kInbox, "", 202);
    node.say("1");
    CHECK(node.policy.set("b.example", essaim::federation::PolicyLevel::Block, "", node.clock.now())
              .has_value());
    node.delivery().start();
    REQUIRE(Sender::soon([&] { return node.waiting() == 0; }));
    CHECK(node.net.requests_to(kInbox).empty());
    CHECK(node.net.requests_to("https://a.example/inbox").size() == 1);
    CHECK(node.failed() == 1);
    CHECK(node.number("SELECT count(*) FROM peer_host WHERE failures > 0") == 0);
}

TEST_CASE("a queue of thousands on one host does not keep another waiting, and all of it arrives") {
    Sender node;
    with_follower(node, "a.example");
    std::atomic<int> arrived = 0;
    node.net.handle_prefix("https://", [&](const HttpRequest&) -> essaim::Result<HttpAnswer> {
        ++arrived;
        return status(202);
    });
    node.say("1");
    node.write([&](essaim::storage::Connection& c) {
        c.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
            "INSERT INTO delivery (activity, sender, inbox, host, state, next_at, created_at) "
            "SELECT 'https://noisette.example/a/1', 'noisette', 'https://a.example/' || i, "
            "'a.example', 'waiting', 0, 0 FROM n");
        c.execute(
            "INSERT INTO delivery (activity, sender, inbox, host, state, next_at, created_at) "
            "VALUES "
            "('https://noisette.example/a/1', 'noisette', 'https://z.example/inbox', 'z.example', "
            "'waiting', 0, 0)");
    });
    node.delivery().start();
    REQUIRE(
        Sender::soon([&] { return node.net.requests_to("https://z.example/inbox").size() == 1; }));
    CHECK(arrived < 1000);
    bool all = false;
    for (int i = 0; i < 12 && !all; ++i) all = Sender::soon([&] { return node.waiting() == 0; });
    CHECK(all);
    CHECK(arrived == 3002);  // each once
}

TEST_CASE("failed deliveries are kept for thirty days") {
    Sender node;
    with_follower(node);
    node.net.answer(kInbox, "", 404);
    node.delivery().start();
    node.say("1");
    REQUIRE(Sender::soon([&] { return node.failed() == 1; }));
    node.clock.advance(24h * 29);
    node.restart();
    node.delivery().start();
    std::this_thread::sleep_for(50ms);
    CHECK(node.failed() == 1);
    node.clock.advance(24h * 2);
    node.restart();
    node.delivery().start();
    CHECK(Sender::soon([&] { return node.failed() == 0; }));
}
