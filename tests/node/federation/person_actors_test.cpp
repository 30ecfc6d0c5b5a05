#include "node/federation/actor_name.h"
#include "tests/node/federation/identity_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

const std::string kCamille = "https://lanoisette.example/@camille";
const Peer kBob{"https://gironde.example/users/bob"};

int webfinger(IdentityNode& node, const std::string& resource) {
    return node.get("/.well-known/webfinger?resource=" + resource, "").status;
}

}  // namespace

TEST_CASE(
    "a name in the fediverse is plain, not an office, not the association's, and not anybody's "
    "double") {
    struct Case {
        const char* name;
        bool good;
    };
    const Case cases[] = {
        {"camille", true},      {"camille_d", true},
        {"c2d", true},          {"", false},
        {"ab", false},          {"Camille", false},
        {"camille-d", false},   {"camille.d", false},
        {"camille_", false},    {"_camille", false},
        {"2camille", false},    {"ca__mille", false},
        {"caмille", false},     {"camille\xE2\x80\xAE", false},
        {"admin", false},       {"adrnin", false},
        {"adm1n", false},       {"tresorier", false},
        {"tres0rier", false},   {"lanoisette", false},
        {"la_noisette", false}, {"lanoisette_bureau", false},
        {"1anoisette", false},  {"lan0isette", false},
        {"marie", false},       {"rnarie", false},
        {"mar1e", false},       {"ma_rie", false},
        {"mariette", true},     {"a123456789012345678901234567890", false},
    };
    for (const auto& one : cases) {
        CAPTURE(one.name);
        const auto problem =
            federation::problem_of_name(one.name, "lanoisette", {"lanoisette", "marie"});
        CHECK(problem.has_value() != one.good);
        if (problem) CHECK(problem->ends_with("."));
    }
    CHECK(federation::proposed_name("Camille Duval-Ortiz") == "camille_duval_ortiz");
    CHECK(federation::proposed_name("Élodie") == "elodie");
}

TEST_CASE(
    "a member who asked for it is a Person with a WebFinger, an empty outbox and a key of its "
    "own") {
    IdentityNode node;
    CHECK(node.get("/@camille").status == 404);
    REQUIRE(node.identity().people.add("camille", "Camille Duval", "01ACCOUNT"));
    const auto response = node.get("/@camille");
    REQUIRE(response.status == 200);
    const auto document = parsed(response);
    CHECK(document["id"] == kCamille);
    CHECK(document["type"] == "Person");
    CHECK(document["name"] == "Camille Duval");
    CHECK(document["inbox"] == kCamille + "/inbox");
    CHECK(document["discoverable"] == false);
    CHECK(document["publicKey"]["owner"] == kCamille);
    CHECK(document["publicKey"]["publicKeyPem"] !=
          parsed(node.get("/@lanoisette"))["publicKey"]["publicKeyPem"]);
    CHECK(parsed(node.get("/@camille/outbox"))["totalItems"] == 0);
    const auto followers = parsed(node.get("/@camille/followers"));
    CHECK(followers["totalItems"] == 0);
    CHECK_FALSE(followers.contains("first"));
    CHECK(node.get("/@camille/followers?page=1").status == 403);
    const auto jrd =
        parsed(node.get("/.well-known/webfinger?resource=acct:camille@lanoisette.example", ""));
    CHECK(jrd["links"][0]["href"] == kCamille);
    CHECK(webfinger(node, kCamille) == 200);
    CHECK(node.get("/@camille", "text/html").status == 303);
    CHECK(header(node.get("/@camille", "text/html"), "Location") == "/membres/camille");
    CHECK(parsed(node.get("/nodeinfo/2.1", ""))["usage"]["users"]["total"] == 2);
    CHECK(node.identity().people.of("01ACCOUNT")->id == kCamille);
}

TEST_CASE("one account has one address, and a name or its double is had once") {
    IdentityNode node;
    REQUIRE(node.identity().people.add("camille", "", "01A"));
    const auto second = node.identity().people.add("autre", "", "01A");
    REQUIRE_FALSE(second);
    CHECK(second.error().fault == Fault::Conflict);
    for (const auto* name : {"camille", "cami11e", "lanoisette", "admin"}) {
        CAPTURE(name);
        const auto taken = node.identity().people.add(name, "", "01B");
        REQUIRE_FALSE(taken);
        CHECK(taken.error().fault == Fault::Unprocessable);
        CHECK(node.identity().people.problem_with(name));
    }
    CHECK_FALSE(node.identity().people.problem_with("benoit"));
}

TEST_CASE("case 38: a member can be followed, and answers Accept with its own key") {
    IdentityNode node;
    node.know(kBob);
    REQUIRE(node.identity().people.add("camille", "", "01A"));
    node.internet.answer(kBob.id + "/inbox", "", 202);
    node.federation->start();
    CHECK(node.post(kBob.activity("f", "Follow", kCamille), kBob) == 202);
    node.settle();
    REQUIRE(node.delivered());
    const auto sent = node.internet.requests_to(kBob.id + "/inbox");
    REQUIRE(sent.size() == 1);
    const auto accept = json::parse(sent[0].body);
    CHECK(accept["type"] == "Accept");
    CHECK(accept["actor"] == kCamille);
    CHECK(signing_key_id(sent[0]) == kCamille + "#main-key");
    CHECK(parsed(node.get("/@camille/followers"))["totalItems"] == 1);
    CHECK(parsed(node.get("/@lanoisette/followers"))["totalItems"] == 0);
    CHECK(node.post(kBob.activity("u", "Undo", kBob.activity("f", "Follow", kCamille)), kBob) ==
          202);
    node.settle();
    CHECK(parsed(node.get("/@camille/followers"))["totalItems"] == 0);
}

TEST_CASE("who leaves says so while the key is still served, then answers 410 for ever") {
    IdentityNode node;
    node.server("gironde.example");
    node.answers("gironde.example", 503);
    REQUIRE(node.identity().people.add("camille", "", "01A"));
    node.federation->start();
    REQUIRE(node.identity().people.remove("01A"));
    CHECK(node.identity().people.of("01A") == nullptr);
    node.later(1s);
    REQUIRE(node.soon([&] { return node.received("gironde.example").size() == 1; }));
    REQUIRE(node.identity().people.finish_leaving());
    CHECK(node.get("/@camille").status == 200);  // gironde may still have to fetch the key

    node.answers("gironde.example", 202);
    node.later(10min);
    REQUIRE(node.delivered());
    const auto sent = node.received("gironde.example").back();
    const auto goodbye = json::parse(sent.body);
    CHECK(goodbye["type"] == "Delete");
    CHECK(goodbye["object"] == kCamille);
    CHECK(is_signed_with(sent, node.federation->actors().by_name("camille")->rsa.public_key(),
                         node.clock.now()));
    REQUIRE(node.identity().people.finish_leaving());
    for (const auto* path : {"/@camille", "/@camille/followers", "/@camille/outbox"}) {
        CAPTURE(path);
        CHECK(node.get(path).status == 410);
    }
    CHECK(parsed(node.get("/@camille"))["type"] == "Tombstone");
    CHECK(webfinger(node, "acct:camille@lanoisette.example") == 410);
    CHECK(webfinger(node, kCamille) == 410);
    CHECK(node.count("SELECT length(rsa_private) FROM local_actor WHERE name = 'camille'") == 0);
    CHECK(node.send(node.signed_post("/@camille/inbox", "{}", kBob)) == 410);

    const auto again = node.identity().people.add("camille", "", "01B");
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::Unprocessable);
    REQUIRE(node.identity().people.add("camille_2b", "", "01A"));
    const auto loaded = federation::LocalActors::load(node.database, kOrigin);
    REQUIRE(loaded);
    CHECK(loaded->is_gone("camille"));
    CHECK(loaded->by_name("camille") == nullptr);
    CHECK(loaded->by_name("camille_2b") != nullptr);
}

TEST_CASE("who is leaving cannot be followed any more") {
    IdentityNode node;
    node.server("gironde.example");
    node.answers("gironde.example", 503);
    node.know(kBob);
    REQUIRE(node.identity().people.add("camille", "", "01A"));
    node.federation->start();
    REQUIRE(node.identity().people.remove("01A"));
    CHECK(node.post(kBob.activity("f", "Follow", kCamille), kBob) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM follower") == 0);
    const auto again = node.identity().people.remove("01A");
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::NotFound);
}
