#include "node/federation/acquaintances.h"
#include "node/federation/backfill.h"
#include "node/federation/outbox.h"
#include "node/federation/remote_actors.h"
#include "tests/node/federation/identity_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

const Peer kBob{"https://gironde.example/@bob"};
const std::string kOutbox = kBob.id + "/outbox";

json create(int number, const std::string& published = "2026-05-31T10:00:00Z") {
    auto note = kBob.note("n" + std::to_string(number), "Nouvelle " + std::to_string(number));
    note["published"] = published;
    return kBob.activity("c" + std::to_string(number), "Create", note);
}

json page(const std::string& id, const json& items, const std::string& next = "") {
    json document = {{"@context", "https://www.w3.org/ns/activitystreams"},
                     {"id", id},
                     {"type", "OrderedCollectionPage"},
                     {"orderedItems", items}};
    if (!next.empty()) document["next"] = next;
    return document;
}

// We follow bob, whose outbox has pages; what is handled is noted.
struct Followed : IdentityNode {
    Followed() {
        auto document = kBob.document();
        document["outbox"] = kOutbox;
        internet.answer(kBob.id, document.dump());
        internet.answer(kOutbox, json{{"@context", "https://www.w3.org/ns/activitystreams"},
                                      {"id", kOutbox},
                                      {"type", "OrderedCollection"},
                                      {"totalItems", 1000000},
                                      {"first", kOutbox + "?page=1"}}
                                     .dump());
        federation->inbox_registry().on(
            "Create", "Note",
            [this](storage::Connection&, const federation::Incoming& incoming) -> Result<void> {
                handled.with([&](auto& all) { all.push_back(incoming.activity.object_id); });
                return {};
            });
        we_follow(kBob);
    }
    void pages(int number, const json& items, bool more = false) {
        const auto id = kOutbox + "?page=" + std::to_string(number);
        internet.answer(
            id,
            page(id, items, more ? kOutbox + "?page=" + std::to_string(number + 1) : "").dump());
    }
    void ask(base::Instant since) {
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            federation::Backfill::ask(connection, kBob.id, since, clock.now());
            return {};
        }));
    }
    // The errands wake up, and what they brought has its effect.
    void pass(std::chrono::milliseconds by = 1min) {
        clock.advance(by);
        for (int i = 0; i < 1500 && count("SELECT count(*) FROM backfill WHERE tries = 0") > 0;
             ++i) {
            std::this_thread::sleep_for(10ms);
        }
        CHECK(count("SELECT count(*) FROM backfill WHERE tries = 0") == 0);
        settle();
    }
    std::vector<std::string> seen() {
        return handled.with([](auto& all) { return all; });
    }
    base::Guarded<std::vector<std::string>> handled;
};

}  // namespace

TEST_CASE(
    "an absence of more than three days is made good by one signed Update to every server we "
    "know") {
    struct Case {
        std::chrono::milliseconds away;
        std::size_t updates;
    };
    const Case cases[] = {{24h * 3 - 1min, 0}, {24h * 3 + 1min, 1}, {24h * 400, 1}};
    for (const auto& one : cases) {
        CAPTURE(one.away.count());
        IdentityNode node;
        node.server("gironde.example", "miel", true);
        node.server("gironde.example", "marie");
        node.server("autre.example");
        node.server("bloque.example");
        REQUIRE(node.federation->block("bloque.example", "essai"));
        node.write("INSERT INTO setting VALUES ('last_alive', '" +
                   std::to_string(base::to_millis(node.clock.now() - one.away)) + "')");
        node.federation->start();
        node.later(1min);
        REQUIRE(node.delivered());
        for (const auto* host : {"gironde.example", "autre.example"}) {
            CHECK(node.types(host) == std::vector<std::string>(one.updates, "Update"));
        }
        CHECK(node.received("bloque.example").empty());
        CHECK(node.text("SELECT value FROM setting WHERE name = 'last_alive'").size() == 13);
    }
}

TEST_CASE("a new node has not been away") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    node.federation->start();
    CHECK(node.count("SELECT count(*) FROM delivery") == 0);
    CHECK(node.count("SELECT count(*) FROM setting WHERE name = 'last_alive'") == 1);
}

TEST_CASE(
    "after an absence the outboxes of those we follow are read back to its beginning, oldest "
    "first") {
    Followed node;
    const auto left = node.clock.now() - 24h * 4;
    node.write("INSERT INTO setting VALUES ('last_alive', '" +
               std::to_string(base::to_millis(left)) + "')");
    node.pages(1, {create(3), create(2)}, true);
    node.pages(2, {create(1), create(0, "2026-05-01T10:00:00Z")}, true);
    node.pages(3, {create(9)});
    node.federation->start();
    node.pass();
    CHECK(node.seen() ==
          std::vector<std::string>{kBob.id + "/n1", kBob.id + "/n2", kBob.id + "/n3"});
    CHECK(node.internet.requests_to(kOutbox + "?page=3").empty());
}

TEST_CASE(
    "an accepted Follow reads what was published before, at most three pages, each text once") {
    Followed node;
    node.write("UPDATE following SET state = 'asked'");
    for (int i = 1; i <= 5; ++i) node.pages(i, {create(2 * i), create(2 * i + 1)}, true);
    node.federation->start();
    const auto accept = kBob.activity(
        "a", "Accept", activitypub::make_follow(std::string(kUs) + "/f1", kUs, kBob.id));
    CHECK(node.post(accept, kBob) == 202);
    node.settle();
    node.pass();
    CHECK(node.seen().size() == 6);
    CHECK(node.internet.requests_to(kOutbox + "?page=4").empty());
    // A second Accept, or what comes by itself afterwards, brings nothing twice.
    CHECK(node.post(kBob.activity("a2", "Accept",
                                  activitypub::make_follow(std::string(kUs) + "/f1", kUs, kBob.id)),
                    kBob) == 202);
    CHECK(node.post(create(2), kBob) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM backfill") == 0);
    CHECK(node.seen().size() == 6);
}

TEST_CASE("what stands in an outbox counts no more than what is delivered") {
    Followed node;
    const Peer eve{"https://evil.example/@eve"};
    auto of_eve = create(1);
    of_eve["actor"] = eve.id;
    auto by_eve = create(2);
    by_eve["object"]["attributedTo"] = eve.id;
    auto elsewhere = create(3);
    elsewhere["id"] = "https://evil.example/c3";
    auto like = kBob.activity("l", "Like", "https://lanoisette.example/o/1");
    auto withdrawn = create(4);
    node.internet.answer(kBob.id + "/named", create(5).dump());  // another id than its address
    node.internet.answer(kBob.id + "/c6", create(6).dump());
    node.pages(1, {of_eve, by_eve, elsewhere, like, withdrawn, kBob.id + "/named", kBob.id + "/c6",
                   "https://evil.example/c7", 42});
    node.federation->start();
    CHECK(node.post(kBob.activity("d", "Delete", kBob.id + "/n4"), kBob) == 202);
    node.settle();
    node.ask(node.clock.now() - 24h * 30);
    node.pass();
    CHECK(node.seen() == std::vector<std::string>{kBob.id + "/n6"});
    CHECK(node.internet.requests_to("https://evil.example/c7").empty());
}

TEST_CASE("an outbox elsewhere, or pages that lead elsewhere or in a circle, are left alone") {
    Followed node;
    node.pages(1, {create(1)});
    node.internet.answer(
        kOutbox + "?page=1",
        page(kOutbox + "?page=1", {create(1)}, "https://evil.example/more").dump());
    node.federation->start();
    node.ask(node.clock.now() - 24h * 30);
    node.pass();
    CHECK(node.seen().size() == 1);
    CHECK(node.internet.requests_to("https://evil.example/more").empty());
    auto document = kBob.document();
    document["outbox"] = "https://evil.example/outbox";
    node.internet.answer(kBob.id, document.dump());
    node.ask(node.clock.now() - 24h * 30);
    node.pass();
    CHECK(node.internet.requests_to("https://evil.example/outbox").empty());
}

TEST_CASE("an outbox that cannot be reached is tried again, five times") {
    Followed node;
    node.internet.answer(kOutbox, "", 503);
    node.federation->start();
    node.ask(node.clock.now() - 24h);
    node.pass();
    CHECK(node.count("SELECT tries FROM backfill") == 1);
    CHECK(node.count("SELECT due_at FROM backfill") > base::to_millis(node.clock.now() + 50min));
}

TEST_CASE(
    "a profile that answers 410 when it is asked again is gone, with what it said and who it "
    "followed") {
    Followed node;
    node.federation->inbox_registry().on(
        "Delete", "*",
        [](storage::Connection&, const federation::Incoming&) -> Result<void> { return {}; });
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + kBob.id + "', 'x', 1)");
    node.federation->start();
    CHECK(node.post(create(1), kBob) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM object WHERE id LIKE '%/n1' AND deleted IS NULL") == 1);

    const auto look_again = [&] {
        node.clock.advance(24h * 8);
        std::this_thread::sleep_for(20ms);
        return node.soon([&] {
            return node.count("SELECT count(*) FROM remote_actor WHERE fetched_at < " +
                              std::to_string(base::to_millis(node.clock.now() - 24h * 7))) == 0;
        });
    };
    node.internet.answer(kBob.id, "", 404);  // not for good
    REQUIRE(look_again());
    CHECK(node.count("SELECT count(*) FROM follower") == 1);

    node.internet.answer(kBob.id, "", 410);
    REQUIRE(look_again());
    CHECK(node.count("SELECT count(*) FROM follower") == 0);
    CHECK(node.count("SELECT count(*) FROM following") == 0);
    CHECK(node.count("SELECT count(*) FROM remote_actor") == 0);
    CHECK(node.count("SELECT count(*) FROM remote_key") == 0);
    CHECK(node.count("SELECT count(*) FROM object WHERE id LIKE '%/n1' AND deleted IS NOT NULL") ==
          1);

    // The address speaks again: a stranger's, with nothing of what was (A12).
    node.know(kBob);
    CHECK(node.post(kBob.activity("new", "Follow", kUs), kBob) == 202);
    node.settle();
    CHECK(node.text("SELECT activity FROM follower") == kBob.id + "/new");
    CHECK(node.count("SELECT count(*) FROM following") == 0);
}

TEST_CASE("case 61: a follower whose inbox is gone is asked for, and dropped only if gone too") {
    for (const bool gone : {true, false}) {
        CAPTURE(gone);
        Followed node;
        auto document = kBob.document();
        node.internet.answer(kBob.id, document.dump());
        node.federation->start();
        CHECK(node.post(kBob.activity("f", "Follow", kUs), kBob) == 202);
        node.settle();
        node.internet.answer(kBob.id + "/inbox", "", 410);
        if (gone) node.internet.answer(kBob.id, "", 410);
        node.say("1");
        REQUIRE(node.soon([&] {
            return node.count("SELECT count(*) FROM remote_actor WHERE fetched_at = 0") == 1;
        }));
        node.clock.advance(11min);
        CHECK(node.soon([&] {
            return node.count("SELECT count(*) FROM remote_actor WHERE fetched_at = 0") == 0;
        }));
        CHECK(node.count("SELECT count(*) FROM follower") == (gone ? 0 : 1));
    }
}

TEST_CASE("case 63: a paused server is heard again when it signs a GET") {
    IdentityNode node;
    node.server("gironde.example", "bob", true);
    node.know(kBob);
    node.internet.fail("https://gironde.example/inbox");
    node.federation->start();
    CHECK(node.signed_get("/@lanoisette", kBob).status == 200);  // not paused: not looked at
    CHECK(node.count("SELECT count(*) FROM remote_key") == 0);
    CHECK(node.post(kBob.activity("l", "Like", "https://lanoisette.example/o/9"), kBob) ==
          202);  // its key is known from now on
    node.settle();
    for (int i = 0; i < 7; ++i) node.say(std::to_string(i));
    REQUIRE(node.soon([&] {
        node.later(1h);
        return node.count("SELECT count(*) FROM peer_host WHERE failures >= 5") == 1;
    }));
    std::this_thread::sleep_for(100ms);  // what was being tried has failed
    const Peer liar{kBob.id, &rsa_key(1)};
    node.signed_get("/@lanoisette", liar);
    std::this_thread::sleep_for(50ms);
    CHECK(node.count("SELECT count(*) FROM peer_host WHERE failures > 0") == 1);
    node.internet.answer(kBob.id + "/inbox", "", 202);
    node.signed_get("/@lanoisette", kBob);  // long before the next try would be due
    CHECK(node.soon(
        [&] { return node.count("SELECT count(*) FROM peer_host WHERE failures > 0") == 0; }));
    CHECK(node.delivered());
}
