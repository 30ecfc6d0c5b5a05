// For the tests of who we are: a TestNode that delivers to servers in a table,
// and tells with which key each request was signed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "activitypub/build.h"
#include "node/federation/identity.h"
#include "tests/node/federation/peer.h"

namespace essaim::test {

inline constexpr const char* kOrigin = "https://lanoisette.example";

class IdentityNode : public TestNode {
  public:
    ~IdentityNode() { federation->stop(); }

    federation::Identity& identity() { return federation->identity(); }
    const federation::LocalActor& us() { return federation->actors().association(); }

    // A server we know, which takes what is posted to its shared inbox.
    void server(const std::string& host, const std::string& actor = "marie", bool follows = false) {
        const auto origin = "https://" + host;
        const auto id = origin + "/@" + actor;
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            connection
                .query(
                    "INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, "
                    "shared_inbox, json, "
                    "fetched_at) VALUES (?,?,?,'Person','',?,?,?,'{}',?)")
                .arg(id)
                .arg(host)
                .arg(actor + "@" + host)
                .arg(id)
                .arg(id + "/inbox")
                .arg(origin + "/inbox")
                .arg(base::to_millis(clock.now()))
                .run();
            if (!follows) return {};
            connection.query("INSERT INTO follower VALUES ('lanoisette', ?, ?, 1)")
                .arg(id)
                .arg(id + "/f")
                .run();
            return {};
        }));
        answers(host, 202);
    }
    void answers(const std::string& host, int status) {
        internet.handle("https://" + host + "/inbox",
                        [status](const net::HttpRequest&) -> Result<net::HttpAnswer> {
                            net::HttpAnswer answer;
                            answer.status = status;
                            return answer;
                        });
    }
    std::vector<FakeInternet::Recorded> received(const std::string& host) const {
        return internet.requests_to("https://" + host + "/inbox");
    }
    // Types of what came there, in order.
    std::vector<std::string> types(const std::string& host) const {
        std::vector<std::string> names;
        for (const auto& one : received(host)) names.push_back(json::parse(one.body)["type"]);
        return names;
    }
    static bool soon(const std::function<bool()>& there) {
        for (int i = 0; i < 1000; ++i) {
            if (there()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    }
    // Servers that did not ask for it are told a moment later than followers.
    bool delivered() {
        later(std::chrono::seconds(1));
        return soon(
            [this] { return count("SELECT count(*) FROM delivery WHERE state = 'waiting'") == 0; });
    }
    // Time passes, and deliveries look at the clock again.
    void later(std::chrono::milliseconds by) {
        clock.advance(by);
        federation->outbox().wake();
    }
    void say(const std::string& name,
             std::vector<std::string> to = {"https://www.w3.org/ns/activitystreams#Public"}) {
        const auto id = std::string(kOrigin) + "/o/" + name;
        const json note = {{"id", id}, {"type", "Note"}, {"attributedTo", kUs}, {"content", "x"}};
        auto activity = activitypub::make_activity(id + "#create", "Create", kUs, note, to,
                                                   {std::string(kUs) + "/followers"}, clock.now());
        REQUIRE(database.write([&](storage::Connection& connection) {
            return federation->outbox().publish(connection, activity, federation::Listing::Listed,
                                                clock.now());
        }));
        federation->outbox().wake();
    }
    web::Response signed_get(const std::string& path, const Peer& signer) {
        web::Request request;
        request.method = "GET";
        request.target = request.path = path;
        request.headers = {{"host", "lanoisette.example"}, {"accept", "application/activity+json"}};
        const activitypub::HttpMessage message{"GET",           path, "https", "lanoisette.example",
                                               request.headers, {}};
        for (auto& [name, value] : activitypub::sign_request(
                 message, activitypub::Scheme::Cavage, signer.key_id(), *signer.key, clock.now())) {
            request.headers.emplace_back(name, value);
        }
        for (int turn = 0; turn < 2; ++turn) {
            if (auto refused = federation->turn_away(request)) return std::move(*refused);
            auto response = router.route(request);
            if (!response.wait) return response;
            auto told = std::make_shared<std::promise<web::Wait::Outcome>>();
            response.wait->when_finished(
                [told](web::Wait::Outcome outcome) { told->set_value(outcome); });
            if (told->get_future().get() != web::Wait::Outcome::Retry)
                return web::Response::empty(503);
        }
        return web::Response::empty(503);
    }
};

inline std::string signing_key_id(const FakeInternet::Recorded& request) {
    const std::string signature(request.header("signature"));
    const auto start = signature.find("keyId=\"") + 7;
    return signature.substr(start, signature.find('"', start) - start);
}

inline bool is_signed_with(const FakeInternet::Recorded& request, const activitypub::PublicKey& key,
                           base::Instant now) {
    activitypub::HttpMessage message;
    message.method = request.method;
    message.scheme = "https";
    message.target = request.url.substr(request.url.find('/', 8));
    message.authority = request.url.substr(8, request.url.find('/', 8) - 8);
    message.headers.emplace_back("host", message.authority);
    for (const auto& [name, value] : request.headers) {
        std::string lower;
        for (const char c : name) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        message.headers.emplace_back(lower, value);
    }
    message.body = request.body;
    const auto claim = activitypub::claimed_signature(message);
    return claim && activitypub::verify_request(message, *claim, key, now);
}

}  // namespace essaim::test
