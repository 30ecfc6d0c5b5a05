#include "activitypub/build.h"
#include "activitypub/signatures/integrity_proof.h"
#include "tests/node/federation/identity_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

const std::string kOld = std::string(kUs) + "#main-key";
const std::string kNew = std::string(kUs) + "#main-key-2";

json served(IdentityNode& node) { return parsed(node.get("/@lanoisette")); }

}  // namespace

TEST_CASE(
    "case 26: the Update that announces a key is signed with the old one and comes before the new "
    "one is used") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    const auto old_key = node.us().rsa.public_key();
    const auto old_ed25519 = node.us().ed25519.public_key();
    node.federation->start();
    node.say("before");
    REQUIRE(node.delivered());
    REQUIRE(node.identity().keys.rotate());
    node.say("after");
    REQUIRE(node.delivered());

    const auto sent = node.received("gironde.example");
    REQUIRE(sent.size() == 4);  // Create, Update of us, Update of the node, Create
    const auto update = json::parse(sent[1].body);
    CHECK(update["type"] == "Update");
    CHECK(update["object"]["publicKey"]["id"] == kNew);
    CHECK(signing_key_id(sent[1]) == kOld);
    CHECK(is_signed_with(sent[1], old_key, node.clock.now()));
    CHECK(activitypub::verify_proof(update, old_ed25519));
    CHECK(signing_key_id(sent[2]) == std::string(kOrigin) + "/actor#main-key");
    CHECK(signing_key_id(sent[3]) == kNew);
    CHECK(is_signed_with(sent[3], node.us().rsa.public_key(), node.clock.now()));
    CHECK(served(node)["publicKey"]["id"] == kNew);
    CHECK(served(node)["publicKey"]["publicKeyPem"] == node.us().rsa.public_key().to_pem());
}

TEST_CASE(
    "case 26: until the announcement has arrived at a host, every try there is signed with the old "
    "key") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    node.server("autre.example", "zoe", true);
    node.answers("gironde.example", 503);
    node.federation->start();
    REQUIRE(node.identity().keys.rotate());
    node.say("1");
    node.later(1s);
    REQUIRE(node.soon([&] { return node.types("autre.example").size() == 3; }));
    CHECK(signing_key_id(node.received("autre.example").back()) == kNew);
    REQUIRE(node.soon([&] { return node.received("gironde.example").size() >= 3; }));
    for (const auto& one : node.received("gironde.example")) {
        CAPTURE(one.body);
        CHECK(signing_key_id(one).ends_with("#main-key"));
    }
    node.answers("gironde.example", 202);
    node.internet.clear_requests();
    node.later(10min);
    REQUIRE(node.delivered());
    std::vector<std::string> keys;
    for (const auto& one : node.received("gironde.example")) {
        const auto actor = json::parse(one.body)["actor"].get<std::string>();
        if (actor == kUs)
            keys.push_back(json::parse(one.body)["type"].get<std::string>() + " " +
                           signing_key_id(one));
    }
    CHECK(keys == std::vector<std::string>{"Update " + kOld, "Create " + kNew});
}

TEST_CASE(
    "what is fetched is signed with the node's old key where its new one is not announced yet") {
    IdentityNode node;
    node.server("gironde.example");
    node.answers("gironde.example", 503);
    const Peer bob{"https://gironde.example/@bob"};
    const Peer zoe{"https://unheard.example/@zoe"};
    node.know(bob);
    node.know(zoe);
    node.federation->start();
    REQUIRE(node.identity().keys.rotate());
    std::ignore = node.federation->follow(bob.id);
    std::ignore = node.federation->follow(zoe.id);
    CHECK(signing_key_id(node.internet.requests_to(bob.id).at(0)) ==
          std::string(kOrigin) + "/actor#main-key");
    CHECK(signing_key_id(node.internet.requests_to(zoe.id).at(0)) ==
          std::string(kOrigin) + "/actor#main-key-2");
}

TEST_CASE("an old key is kept a week at least, and until everybody has been told") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    node.answers("gironde.example", 503);
    node.federation->start();
    REQUIRE(node.identity().keys.rotate());
    CHECK(served(node)["assertionMethod"].size() == 2);
    const auto held = [&] {
        return node.count("SELECT count(*) FROM local_actor WHERE rsa_previous IS NOT NULL");
    };
    node.clock.advance(24h * 6);
    REQUIRE(node.identity().keys.retire_old());
    CHECK(held() == 2);
    node.clock.advance(24h * 2);
    REQUIRE(node.identity().keys.retire_old());
    CHECK(held() == 2);  // gironde has not heard yet
    CHECK(node.identity().keys.state().untold == 1);
    node.answers("gironde.example", 202);
    node.later(1h);
    REQUIRE(node.delivered());
    REQUIRE(node.identity().keys.retire_old());
    CHECK(held() == 0);
    CHECK(served(node)["assertionMethod"].size() == 1);
    CHECK(served(node)["assertionMethod"][0]["id"] == std::string(kUs) + "#ed25519-key-2");
    CHECK(node.identity().keys.state().may_rotate);
}

TEST_CASE("keys change once a week at most, and the new ones are there after a restart") {
    IdentityNode node;
    REQUIRE(node.identity().keys.rotate());
    const auto again = node.identity().keys.rotate();
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::Conflict);
    CHECK(again.error().detail.ends_with("recommencer."));
    const auto document = served(node);
    const auto loaded = federation::LocalActors::load(node.database, kOrigin);
    REQUIRE(loaded);
    CHECK(loaded->association().key_id() == kNew);
    CHECK(document["publicKey"]["publicKeyPem"] == loaded->association().rsa.public_key().to_pem());
    CHECK(loaded->association().previous_key_id() == kOld);
    CHECK(loaded->node().key_id() == std::string(kOrigin) + "/actor#main-key-2");
}

TEST_CASE("actors handed out stay valid while others are put in their place") {
    IdentityNode node;
    const auto& before = node.us();
    const auto* by_name = node.federation->actors().by_name("lanoisette");
    REQUIRE(node.identity().keys.rotate());
    CHECK(before.key_id() == kOld);
    CHECK(by_name->key_number == 1);
    CHECK(before.rsa.public_key().verify("x", before.rsa.sign("x")));
    CHECK(node.us().key_id() == kNew);
}
