#include "node/federation/outbox.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/signatures/integrity_proof.h"
#include "node/federation/object_store.h"
#include "tests/node/federation/delivery_fixture.h"

using essaim::Fault;
using essaim::federation::DomainPolicy;
using essaim::federation::Listing;
using essaim::federation::PolicyLevel;
using essaim::test::kPublic;
using essaim::test::Sender;
using nlohmann::json;

namespace {

json stored(const Sender& node, const std::string& id) {
    return json::parse(node.text("SELECT json FROM object WHERE id = '" + id + "'"), nullptr,
                       false);
}

}  // namespace

TEST_CASE("three followers on one host get one delivery to their shared inbox") {
    Sender node;
    for (const auto* name : {"a", "b", "c"}) {
        const auto actor = "https://big.example/" + std::string(name);
        node.follower(actor, actor + "/inbox", "https://big.example/inbox");
    }
    node.follower("https://small.example/d", "https://small.example/d/inbox");
    node.say("1");
    CHECK(node.waiting() == 2);
    CHECK(node.number("SELECT count(*) FROM delivery WHERE inbox = 'https://big.example/inbox'") ==
          1);
    CHECK(node.number(
              "SELECT count(*) FROM delivery WHERE inbox = 'https://small.example/d/inbox'") == 1);
}

TEST_CASE(
    "publishing twice delivers once, and nothing is left when the caller's transaction fails") {
    Sender node;
    node.follower("https://b.example/b", "https://b.example/inbox");
    const auto activity = node.activity("1", "Create", node.note("1", "x"));
    REQUIRE(node.publish(activity).has_value());
    REQUIRE(node.publish(activity).has_value());
    CHECK(node.waiting() == 1);
    CHECK(node.number("SELECT count(*) FROM outbox") == 1);

    const auto other = node.activity("2", "Create", node.note("2", "y"));
    const auto refused =
        node.database.write([&](essaim::storage::Connection& c) -> essaim::Result<void> {
            CHECK(node.outbox().publish(c, other, Listing::Listed, node.clock.now()).has_value());
            return essaim::refuse(Fault::Internal, "the caller changed its mind");
        });
    CHECK_FALSE(refused.has_value());
    CHECK(node.waiting() == 1);
    CHECK(node.number("SELECT count(*) FROM object") == 2);
}

TEST_CASE("who is addressed by name gets it without following, blocked domains never") {
    Sender node;
    node.known("https://m.example/marie", "https://m.example/marie/inbox");
    node.known("https://no.example/stranger", "https://no.example/inbox");
    node.follower("https://sub.bad.example/x", "https://sub.bad.example/inbox");
    node.follower("https://notbad.example/y", "https://notbad.example/inbox");
    node.write([](essaim::storage::Connection& c) {
        DomainPolicy::save(c, {.domain = "bad.example", .level = PolicyLevel::Block});
    });
    node.policy.reload();
    REQUIRE(node.publish(node.activity("1", "Create", node.note("1", "x"),
                                       {kPublic, "https://m.example/marie"}))
                .has_value());
    CHECK(node.waiting() == 2);
    CHECK(node.number(
              "SELECT count(*) FROM delivery WHERE host IN ('m.example', 'notbad.example')") == 2);
}

TEST_CASE("a public activity carries a proof of ours, one to a single person does not") {
    Sender node;
    node.known("https://m.example/marie", "https://m.example/marie/inbox",
               "https://m.example/inbox");
    node.say("1");
    const auto activity = stored(node, "https://noisette.example/a/1");
    REQUIRE(activity.is_object());
    CHECK(activitypub::proof_method(activity).value() == node.us().ed25519_key_id());
    CHECK(activitypub::verify_proof(activity, node.us().ed25519.public_key()).has_value());
    CHECK(stored(node, "https://noisette.example/o/1").contains("@context"));

    const auto follow = activitypub::make_follow("https://noisette.example/a/2", node.us().id,
                                                 "https://m.example/marie");
    CHECK(node.database
              .write([&](essaim::storage::Connection& c) {
                  return node.outbox().send_to(c, follow, "https://m.example/marie",
                                               node.clock.now());
              })
              .has_value());
    CHECK_FALSE(stored(node, "https://noisette.example/a/2").contains("proof"));
    CHECK(node.text("SELECT inbox FROM delivery") == "https://m.example/marie/inbox");
}

TEST_CASE("blind copies are delivered to and then gone") {
    Sender node;
    node.known("https://m.example/marie", "https://m.example/marie/inbox");
    auto activity = node.activity("1", "Create", node.note("1", "x"));
    activity["bcc"] = json::array({"https://m.example/marie"});
    activity["object"]["bto"] = "https://m.example/marie";
    REQUIRE(node.publish(activity).has_value());
    CHECK(node.waiting() == 1);
    CHECK(node.number("SELECT count(*) FROM object WHERE json LIKE '%marie%'") == 0);
}

TEST_CASE(
    "a Delete leaves a Tombstone, withdraws what was not sent yet and reaches whoever was "
    "addressed before") {
    Sender node;
    node.known("https://m.example/marie", "https://m.example/marie/inbox");
    const auto note = node.note("1", "a secret slip");
    const auto note_id = note.at("id").get<std::string>();
    REQUIRE(node.publish(node.activity("1", "Create", note, {kPublic, "https://m.example/marie"}))
                .has_value());
    CHECK(node.waiting() == 1);

    SUBCASE("with a Tombstone") {
        const json tombstone = {{"id", note_id}, {"type", "Tombstone"}, {"formerType", "Note"}};
        REQUIRE(
            node.publish(node.activity("2", "Delete", tombstone), Listing::Unlisted).has_value());
    }
    SUBCASE("by its id alone") {
        REQUIRE(node.publish(node.activity("2", "Delete", note_id), Listing::Unlisted).has_value());
    }
    CHECK(node.number("SELECT count(*) FROM object WHERE json LIKE '%secret%'") == 0);
    const auto trace = stored(node, note_id);
    CHECK(trace.value("type", "") == "Tombstone");
    CHECK(trace.value("formerType", "") == "Note");
    CHECK(node.number("SELECT deleted IS NOT NULL FROM object WHERE id = '" + note_id + "'") == 1);
    CHECK(node.waiting() == 1);
    CHECK(node.text("SELECT activity FROM delivery") == "https://noisette.example/a/2");
    CHECK(node.text("SELECT inbox FROM delivery") == "https://m.example/marie/inbox");
}

TEST_CASE("case 46: what is too long for others leaves as an address, and stands there whole") {
    Sender node;
    auto note = node.note("1", std::string(70'000, 'x'));
    note["bto"] = "https://m.example/marie";
    const auto activity = node.activity("1", "Create", note);
    REQUIRE(node.publish(activity).has_value());
    const auto sent = stored(node, activity["id"].get<std::string>());
    CHECK(sent.dump().size() < 65'536);
    CHECK(sent["object"] == note["id"]);
    CHECK(sent.contains("proof"));
    const auto whole = stored(node, note["id"].get<std::string>());
    CHECK(whole["content"] == note["content"]);
    CHECK_FALSE(whole.contains("bto"));
}

TEST_CASE("only our own actors publish, and only the listed is public") {
    Sender node;
    auto activity = node.activity("1", "Create", node.note("1", "x"));
    activity["actor"] = "https://else.example/x";
    CHECK(node.publish(activity).error().fault == Fault::Internal);
    CHECK(node.publish(node.activity("2", "Update", node.note("2", "x")), Listing::Unlisted)
              .has_value());
    CHECK(node.publish(node.activity("3", "Create", node.note("3", "x"))).has_value());
    CHECK(node.number("SELECT count(*) FROM outbox WHERE public = 1") == 1);
}

TEST_CASE("sending to somebody unknown is refused, to somebody blocked is silence") {
    Sender node;
    node.known("https://bad.example/x", "https://bad.example/inbox");
    CHECK(
        node.policy.set("bad.example", essaim::federation::PolicyLevel::Block, "", node.clock.now())
            .has_value());
    const auto send = [&](const std::string& whom) {
        const auto follow =
            activitypub::make_follow("https://noisette.example/a/1", node.us().id, whom);
        return node.database.write([&](essaim::storage::Connection& c) {
            return node.outbox().send_to(c, follow, whom, node.clock.now());
        });
    };
    CHECK(send("https://nobody.example/x").error().fault == Fault::Unavailable);
    CHECK(send("https://bad.example/x").has_value());
    CHECK(node.waiting() == 0);
}

TEST_CASE(
    "a host that was given up gets no more posts, but one more try when somebody asks for it") {
    Sender node;
    node.follower("https://gone.example/x", "https://gone.example/inbox");
    node.write([](essaim::storage::Connection& c) {
        essaim::federation::DeliveryStore(c).save_host(
            "gone.example", {"cavage", 80, 1, essaim::federation::kNever});
    });
    node.say("1");
    CHECK(node.waiting() == 0);
    const auto follow = activitypub::make_follow("https://noisette.example/a/2", node.us().id,
                                                 "https://gone.example/x");
    CHECK(node.database
              .write([&](essaim::storage::Connection& c) {
                  return node.outbox().send_to(c, follow, "https://gone.example/x",
                                               node.clock.now());
              })
              .has_value());
    CHECK(node.waiting() == 1);
    CHECK(node.number("SELECT retry_at FROM peer_host") ==
          essaim::base::to_millis(node.clock.now()));
}
