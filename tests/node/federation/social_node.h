// For the tests of likes, boosts and threads: a TestNode whose workers act,
// which keeps notes and articles of others and publishes texts of its own.
#pragma once

#include <map>

#include "activitypub/build.h"
#include "activitypub/signatures/integrity_proof.h"
#include "node/federation/moderation.h"
#include "node/federation/object_store.h"
#include "node/federation/reactions.h"
#include "tests/node/federation/peer.h"

namespace essaim::test {

inline constexpr const char* kBase = "https://lanoisette.example";
inline constexpr const char* kEverybody = "https://www.w3.org/ns/activitystreams#Public";

// Of another server each.
inline const Peer kBob{"https://gironde.example/users/bob"};
inline const Peer kEve{"https://gironde.example/users/eve", &rsa_key(1)};
inline const Peer kZoe{"https://autre.example/users/zoe", &rsa_key(1)};

class SocialNode : public TestNode {
  public:
    SocialNode() {
        for (const auto* peer : {&kBob, &kEve, &kZoe}) know(*peer);
        for (const auto* activity : {"Create", "Update"}) {
            for (const auto* type : {"Note", "Article"}) {
                federation->inbox_registry().on(
                    activity, type,
                    [](storage::Connection&, const federation::Incoming&) -> Result<void> {
                        return {};
                    });
            }
        }
        federation->start();
    }
    ~SocialNode() { federation->stop(); }

    void tell(const json& activity, const Peer& signer = kBob) {
        CHECK(post(activity, signer) == 202);
        settle();
    }
    // A text of ours; its IRI.
    std::string publish(const std::string& name, json more = {}) {
        const auto id = std::string(kBase) + "/o/" + name;
        json article = {{"id", id},
                        {"type", "Article"},
                        {"attributedTo", kUs},
                        {"url", std::string(kBase) + "/actualites/" + name},
                        {"content", "<p>Bonjour</p>"},
                        {"published", "2026-05-01T10:00:00Z"}};
        if (more.is_object()) article.update(more);
        say(activitypub::make_activity(id + "#create", "Create", kUs, article, {kEverybody},
                                       {std::string(kUs) + "/followers"}, clock.now()));
        return id;
    }
    void say(const json& activity) {
        REQUIRE(database.write([&](storage::Connection& connection) {
            return federation->outbox().publish(connection, activity, federation::Listing::Listed,
                                                clock.now());
        }));
    }
    void withdraw(const std::string& id) {
        say(activitypub::make_activity(federation->outbox().new_activity_id(clock.now()), "Delete",
                                       kUs, id, {kEverybody}, {std::string(kUs) + "/followers"},
                                       clock.now()));
    }
    federation::ReactionCounts counts(const std::string& object) {
        auto reader = database.read();
        return federation::Reactions(*reader).counts(object, [&](const std::string& host) {
            return !federation->domain_policy().blocks(host);
        });
    }
    std::int64_t held() {
        return count("SELECT count(*) FROM object WHERE local = 0 AND deleted IS NULL");
    }
    json document(const std::string& id) {
        return json::parse(text("SELECT json FROM object WHERE id = '" + id + "'"), nullptr, false);
    }
    // Paths only: "/o/1/replies" of our IRIs.
    json read(const std::string& iri) { return parsed(get(iri.substr(std::string(kBase).size()))); }
    int status(const std::string& iri) { return get(iri.substr(std::string(kBase).size())).status; }
    // Until nothing is left to be fetched in the background.
    void fetch_missing() {
        for (int i = 0; i < 500 && count("SELECT count(*) FROM missing WHERE attempts = 0") > 0;
             ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        CHECK(count("SELECT count(*) FROM missing WHERE attempts = 0") == 0);
    }
};

inline json reply_of(const Peer& peer, const std::string& name, const std::string& parent,
                     const std::string& published = "2026-06-01T10:00:00Z") {
    auto note = peer.note(name, "Réponse " + name);
    note["inReplyTo"] = parent;
    note["published"] = published;
    return note;
}

inline json create_of(const Peer& peer, const json& note) {
    return peer.activity("create-" + note["id"].get<std::string>().substr(peer.id.size() + 1),
                         "Create", note);
}

}  // namespace essaim::test
