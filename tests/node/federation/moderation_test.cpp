#include "node/federation/moderation.h"

#include "activitypub/build.h"
#include "node/federation/delivery_store.h"
#include "node/federation/follows.h"
#include "node/federation/outbox.h"
#include "peer.h"

using namespace essaim;
using namespace essaim::test;
using federation::DomainRule;
using federation::PolicyLevel;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
const Peer kZoe{"https://autre.example/users/zoe", &rsa_key(1)};

struct Moderated : TestNode {
    Moderated() {
        know(kBob);
        know(kZoe);
    }
    federation::Moderation& moderation() { return federation->moderation(); }
    Result<void> rule(const std::string& domain, PolicyLevel level,
                      const std::string& reason = "publicité") {
        return moderation().set({.domain = domain, .level = level, .reason = reason}, "01MARIE");
    }
    void related(const Peer& peer) {
        we_follow(peer);
        write("INSERT INTO follower VALUES ('lanoisette', '" + peer.id + "', '" + peer.id +
              "/f', 5)");
    }
    void queued(const std::string& host) {
        write(
            "INSERT INTO delivery (activity, sender, inbox, host, state, next_at, created_at) "
            "VALUES "
            "('https://lanoisette.example/a/1', 'lanoisette', 'https://" +
            host + "/inbox', '" + host + "', 'waiting', 0, 0)");
    }
    int relations() {
        return static_cast<int>(
            count("SELECT (SELECT count(*) FROM follower) + (SELECT count(*) FROM following)"));
    }
    std::string last_line() {
        const auto lines = moderation().journal(1);
        return lines.empty() ? ""
                             : lines[0].account + " " + lines[0].action + " " + lines[0].detail;
    }
};

}  // namespace

TEST_CASE(
    "a block ends what was between us at once, and lifting it mends all but what waited to be "
    "sent") {
    Moderated node;
    node.related(kBob);
    node.related(kZoe);
    node.queued("gironde.example");
    node.queued("shared.gironde.example");
    node.queued("autre.example");
    REQUIRE(node.rule("Gironde.example", PolicyLevel::Block));
    CHECK(node.relations() == 2);
    CHECK(node.federation->followers().at(0).actor == kZoe.id);
    CHECK(node.count("SELECT count(*) FROM delivery") == 1);
    CHECK(node.last_line() == "01MARIE server.block gironde.example : publicité");

    REQUIRE(node.moderation().clear("gironde.example", "01MARIE"));
    CHECK(node.relations() == 4);
    CHECK(node.count("SELECT count(*) FROM following WHERE state = 'accepted'") == 2);
    CHECK(node.count("SELECT count(*) FROM follower WHERE since = 5") == 2);
    CHECK(node.count("SELECT count(*) FROM severed") == 0);
    CHECK(node.last_line() == "01MARIE server.clear gironde.example (block)");
    CHECK_FALSE(node.moderation().clear("gironde.example", "01MARIE"));
}

TEST_CASE("nobody is told of a block or of anything else that moderation does") {
    Moderated node;
    node.related(kBob);
    const auto before = node.internet.requests().size();
    REQUIRE(node.rule("gironde.example", PolicyLevel::Block));
    REQUIRE(node.moderation().hide(kZoe.id, "insultes", "cli"));
    REQUIRE(node.rule("autre.example", PolicyLevel::Silence));
    REQUIRE(node.moderation().clear("gironde.example", "cli"));
    CHECK(node.internet.requests().size() == before);
    CHECK(node.count("SELECT count(*) FROM delivery") == 0);
    CHECK(node.count("SELECT count(*) FROM object") == 0);
}

TEST_CASE(
    "while only listed servers are heard, the others are as if blocked, and come back afterwards") {
    Moderated node;
    node.related(kBob);
    node.related(kZoe);
    REQUIRE(node.rule("gironde.example", PolicyLevel::Allow, ""));
    auto rules = node.federation->domain_policy().rules();
    rules.set_listed_only(true);
    const auto cut = node.moderation().cut_by(rules);
    CHECK(cut.followers == std::vector<std::string>{kZoe.id});
    CHECK(cut.following == std::vector<std::string>{kZoe.id});
    CHECK(node.relations() == 4);  // that was only a question

    REQUIRE(node.moderation().set_listed_only(true, "cli"));
    CHECK(node.relations() == 2);
    CHECK(node.post(kZoe.activity("f", "Follow", kUs), kZoe) == 403);
    CHECK(node.post(kBob.activity("f", "Follow", kUs), kBob) == 202);
    CHECK_FALSE(node.federation->follow(kZoe.id));
    REQUIRE(node.moderation().set_listed_only(false, "cli"));
    CHECK(node.relations() == 4);
    CHECK(node.post(kZoe.activity("f", "Follow", kUs), kZoe) == 202);
}

TEST_CASE("what cannot be a rule is refused in a sentence") {
    struct Case {
        const char* domain;
        PolicyLevel level;
        const char* reason;
    };
    const Case cases[] = {
        {"lanoisette.example", PolicyLevel::Block, "nous"},
        {"LaNoisette.Example.", PolicyLevel::Silence, "nous"},
        {"com", PolicyLevel::Block, "trop large"},
        {"", PolicyLevel::Block, "rien"},
        {"spam.example", PolicyLevel::Block, ""},
        {"spam.example", PolicyLevel::Silence, "  "},
    };
    Moderated node;
    for (const auto& one : cases) {
        CAPTURE(one.domain);
        const auto set = node.rule(one.domain, one.level, one.reason);
        REQUIRE_FALSE(set);
        CHECK(set.error().detail.ends_with("."));
    }
    CHECK_FALSE(node.moderation().hide("pas une adresse", "", "cli"));
    CHECK_FALSE(node.moderation().hide(kUs, "", "cli"));
    CHECK_FALSE(node.moderation().hide("https://lanoisette.example/actor", "", "cli"));
    CHECK_FALSE(node.moderation().show(kBob.id, "cli"));
    CHECK(node.count("SELECT count(*) FROM journal") == 0);
}

TEST_CASE("rules survive the process") {
    Moderated node;
    REQUIRE(node.rule("gironde.example", PolicyLevel::Block));
    REQUIRE(node.moderation().set_listed_only(true, "cli"));
    const federation::DomainPolicy again(node.database, "lanoisette.example");
    CHECK(again.blocks("gironde.example"));
    CHECK(again.listed_only());
    const auto list = again.list();
    REQUIRE(list.size() == 1);
    CHECK(list[0].reason == "publicité");
    CHECK(list[0].since == node.clock.now());
}

TEST_CASE("a blocked server is cut off on every path") {
    Moderated node;
    node.federation->start();
    node.we_follow(kZoe);
    REQUIRE(node.rule("gironde.example", PolicyLevel::Block));
    const auto asked = [&] {
        std::size_t requests = 0;
        for (const auto& one : node.internet.requests()) {
            if (one.url.find("gironde.example") != std::string::npos) ++requests;
        }
        return requests;
    };
    // Its key, its actor, its signature on another's words.
    CHECK(node.post(kBob.activity("1", "Follow", kUs), kBob) == 403);
    Peer below = kBob;
    below.id = "https://sous.gironde.example/users/bob";
    CHECK(node.post(below.activity("1", "Follow", kUs), below) == 403);
    CHECK(node.post(kZoe.activity("1", "Create", kZoe.note("n", "x")), kBob) == 403);
    CHECK(node.post(kBob.activity("2", "Create", kBob.note("n", "x")), kZoe) == 403);
    // Its objects in another's mouth.
    CHECK(node.post(kZoe.activity("2", "Announce", kBob.id + "/n"), kZoe) == 202);
    CHECK(node.post(kZoe.activity("3", "Create", kBob.id + "/n"), kZoe) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM inbox WHERE outcome = 'blocked server'") == 2);
    CHECK(node.count("SELECT count(*) FROM object") == 0);
    // A redirect to it.
    node.internet.redirect("https://autre.example/va", kBob.id);
    CHECK_FALSE(node.federation->follow("https://autre.example/va"));
    CHECK_FALSE(node.federation->follow(kBob.id));
    CHECK_FALSE(node.federation->follow("@bob@gironde.example"));
    CHECK(asked() == 0);
    // A follower that some other way left in the table, and what waited before.
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + kBob.id + "', 'x', 5)");
    node.write(
        "INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, json, fetched_at) "
        "VALUES ('" +
        kBob.id + "', 'gironde.example', 'b', 'Person', '', '', '" + kBob.id + "/inbox', '{}', 1)");
    node.queued("gironde.example");
    REQUIRE(node.federation->set_profile(
        {.title = "La Noisette", .tagline = "", .sentence = "", .hue = 0}));
    CHECK(node.count("SELECT count(*) FROM delivery WHERE host = 'gironde.example'") <= 1);
    REQUIRE(node.moderation().settle());
    CHECK(node.count("SELECT count(*) FROM delivery WHERE host = 'gironde.example'") == 0);
    CHECK(node.federation->followers().empty());
    CHECK(asked() == 0);
}

TEST_CASE("a delivery that was given up is tried again when somebody asks, or dropped") {
    Moderated node;
    node.queued("gironde.example");
    node.queued("autre.example");
    node.write("UPDATE delivery SET state = 'failed', attempts = 13, error = 'HTTP 500'");
    node.write("INSERT INTO peer_host (host, failures, retry_at) VALUES ('gironde.example', 60, " +
               std::to_string(federation::kNever) + ")");
    CHECK(node.federation->retry("gironde.example").value() == 1);
    CHECK(node.count("SELECT count(*) FROM delivery WHERE state = 'waiting' AND attempts = 0") ==
          1);
    CHECK(node.count("SELECT count(*) FROM peer_host WHERE failures = 0 AND retry_at = 0") == 1);
    CHECK(node.federation->abandon("autre.example").value() == 1);
    CHECK(node.federation->abandon("autre.example").value() == 0);
    CHECK(node.count("SELECT count(*) FROM delivery") == 1);
}
