// For the tests of federation: one real node (database in a temporary
// directory, no socket) and a peer server on a fake Internet that signs what
// it posts.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "activitypub/signatures/request_signature.h"
#include "node/federation/domain_policy.h"
#include "node/federation/federation.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "node/web/router.h"
#include "tests/support/fake_internet.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

namespace essaim::test {

using nlohmann::json;

inline constexpr const char* kUs = "https://lanoisette.example/@lanoisette";

// Making an RSA key is slow: two serve all tests.
inline const activitypub::PrivateKey& rsa_key(int which = 0) {
    static const activitypub::PrivateKey first = activitypub::PrivateKey::generate_rsa();
    static const activitypub::PrivateKey second = activitypub::PrivateKey::generate_rsa();
    return which == 0 ? first : second;
}

struct Peer {
    std::string id;
    const activitypub::PrivateKey* key = &rsa_key();

    std::string host() const { return id.substr(8, id.find('/', 8) - 8); }
    std::string key_id() const { return id + "#main-key"; }
    json document() const {
        return {{"@context", "https://www.w3.org/ns/activitystreams"},
                {"id", id},
                {"type", "Person"},
                {"preferredUsername", id.substr(id.rfind('/') + 1)},
                {"name", "Une voisine"},
                {"inbox", id + "/inbox"},
                {"publicKey",
                 {{"id", key_id()}, {"owner", id}, {"publicKeyPem", key->public_key().to_pem()}}}};
    }
    // Consent to be quoted (FEP-044f), as its server serves it.
    json authorization(const std::string& stamp, const std::string& quoting,
                       const std::string& quoted) const {
        return {{"id", stamp},
                {"type", "QuoteAuthorization"},
                {"attributedTo", id},
                {"interactingObject", quoting},
                {"interactionTarget", quoted}};
    }
    json activity(const std::string& name, const std::string& type, json object) const {
        return {{"@context", "https://www.w3.org/ns/activitystreams"},
                {"id", id + "/" + name},
                {"type", type},
                {"actor", id},
                {"to", {"https://www.w3.org/ns/activitystreams#Public"}},
                {"object", std::move(object)}};
    }
    json note(const std::string& name, const std::string& text) const {
        return {{"id", id + "/" + name},
                {"type", "Note"},
                {"attributedTo", id},
                {"content", text},
                {"published", "2026-06-01T10:00:00Z"},
                {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
    }
};

// A database with the association's keys, made once and copied for each node:
// making the keys takes longer than most tests.
inline std::filesystem::path new_database(const TemporaryDirectory& directory) {
    static const TemporaryDirectory kept;
    static const bool made = [] {
        storage::Database database({.file = kept / "essaim.db"});
        return federation::LocalActors::create(database, "lanoisette", FixedClock().now())
            .has_value();
    }();
    REQUIRE(made);
    for (const auto& file : std::filesystem::directory_iterator(kept.path())) {
        std::filesystem::copy_file(file.path(), directory.path() / file.path().filename());
    }
    return directory / "essaim.db";
}

class TestNode {
  public:
    TestNode() : database({.file = new_database(directory)}) {
        config.public_url = "https://lanoisette.example";
        config.name = "lanoisette";
        config.title = "La Noisette";
        federation = std::make_unique<federation::Federation>(config, clock, database, internet);
        federation->add_routes(router);
    }
    ~TestNode() {
        federation->stop();
        federation.reset();
    }

    void know(const Peer& peer) { internet.answer(peer.id, peer.document().dump()); }

    web::Request signed_post(const std::string& path, const std::string& body, const Peer& signer) {
        web::Request request;
        request.method = "POST";
        request.target = request.path = path;
        request.body = body;
        request.headers = {{"host", "lanoisette.example"},
                           {"content-type", "application/activity+json"}};
        const activitypub::HttpMessage message{
            "POST", path, "https", "lanoisette.example", request.headers, request.body};
        for (auto& [name, value] : activitypub::sign_request(
                 message, activitypub::Scheme::Cavage, signer.key_id(), *signer.key, clock.now())) {
            std::string lower;
            for (const char c : name) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            request.headers.emplace_back(lower, value);
        }
        return request;
    }

    // As the edge server does: waits, and runs the handler once more if told so.
    int send(web::Request request) {
        for (int turn = 0; turn < 2; ++turn) {
            const auto response = router.route(request);
            if (!response.wait) return response.status;
            auto told = std::make_shared<std::promise<web::Wait::Outcome>>();
            response.wait->when_finished(
                [told](web::Wait::Outcome outcome) { told->set_value(outcome); });
            auto outcome = told->get_future();
            REQUIRE(outcome.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
            switch (outcome.get()) {
                case web::Wait::Outcome::Send:
                    return response.status;
                case web::Wait::Outcome::Fail:
                    return 503;
                case web::Wait::Outcome::Retry:
                    break;
            }
        }
        return 503;
    }
    int post(const json& activity, const Peer& signer) {
        return send(signed_post("/inbox", activity.dump(), signer));
    }

    web::Response get(const std::string& path,
                      const std::string& accept = "application/activity+json") {
        web::Request request;
        request.method = "GET";
        request.target = path;
        const auto mark = path.find('?');
        request.path = path.substr(0, mark);
        if (mark != std::string::npos) request.query = path.substr(mark + 1);
        if (!accept.empty()) request.headers.emplace_back("accept", accept);
        return router.route(request);
    }

    std::int64_t count(const std::string& sql) {
        auto reader = database.read();
        auto query = reader->query(sql);
        return query.step() ? query.number(0) : -1;
    }
    std::string text(const std::string& sql) {
        auto reader = database.read();
        auto query = reader->query(sql);
        return query.step() ? query.text(0) : "";
    }
    // Until everything that arrived has had its effect.
    void settle() {
        for (int i = 0; i < 1000; ++i) {
            if (count("SELECT count(*) FROM inbox WHERE state = 'waiting' AND attempts = 0") == 0)
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        FAIL("the inbox does not get empty");
    }
    void write(const std::string& sql) {
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            connection.execute(sql);
            return {};
        }));
    }
    void we_follow(const Peer& peer) {
        write("INSERT INTO following VALUES ('lanoisette', '" + peer.id + "', '" + kUs +
              "/f1', 'accepted', 1)");
    }

    TemporaryDirectory directory;
    FixedClock clock;
    FakeInternet internet;
    base::Config config;
    storage::Database database;
    std::unique_ptr<federation::Federation> federation;
    web::Router router;
};

inline json parsed(const web::Response& response) {
    return json::parse(response.shared_body ? *response.shared_body : response.body);
}

inline std::string header(const web::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace essaim::test
