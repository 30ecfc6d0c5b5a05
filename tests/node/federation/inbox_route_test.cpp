#include "peer.h"

#include <algorithm>

#include "activitypub/signatures/integrity_proof.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
const Peer kSibling{"https://gironde.example/users/eve", &rsa_key(1)};
const Peer kStranger{"https://evil.example/users/eve", &rsa_key(1)};

void drop(web::Request& request, std::string_view name) {
    std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
}

void set(web::Request& request, std::string_view name, const std::string& value) {
    drop(request, name);
    request.headers.emplace_back(name, value);
}

}  // namespace

TEST_CASE("a signed activity is stored once, however often it is sent") {
    TestNode node;
    node.know(kBob);
    const auto activity = kBob.activity("1", "Like", "https://lanoisette.example/o/1");
    for (int i = 0; i < 3; ++i) CHECK(node.post(activity, kBob) == 202);
    CHECK(node.count("SELECT count(*) FROM inbox") == 1);
    CHECK(node.internet.requests_to(kBob.id).size() == 1);
}

TEST_CASE("what is not signed in full is refused and leaves no trace") {
    struct Case {
        const char* what;
        void (*spoil)(web::Request&);
        int status;
    };
    const Case cases[] = {
        {"no signature", [](web::Request& r) { drop(r, "signature"); }, 401},
        {"no digest", [](web::Request& r) { drop(r, "digest"); }, 401},
        {"no date", [](web::Request& r) { drop(r, "date"); }, 401},
        {"no host", [](web::Request& r) { drop(r, "host"); }, 401},
        {"another body", [](web::Request& r) { r.body.insert(r.body.size() - 1, " "); }, 401},
        {"another host", [](web::Request& r) { set(r, "host", "other.example"); }, 401},
        {"another path", [](web::Request& r) { r.target = r.path = "/actor/inbox"; }, 401},
        {"another date", [](web::Request& r) { set(r, "date", "Mon, 01 Jun 2026 11:59:00 GMT"); },
         401},
        {"two digests", [](web::Request& r) { r.headers.emplace_back("digest", "SHA-256=AAAA"); },
         401},
        {"plain text", [](web::Request& r) { set(r, "content-type", "text/plain"); }, 415},
        {"no type", [](web::Request& r) { drop(r, "content-type"); }, 415},
        {"no JSON", [](web::Request& r) { r.body = "{"; }, 400},
        {"an array", [](web::Request& r) { r.body = "[]"; }, 400},
        {"too large", [](web::Request& r) { r.body.resize(1'048'577, ' '); }, 413},
    };
    TestNode node;
    node.know(kBob);
    const auto body = kBob.activity("1", "Like", "https://lanoisette.example/o/1").dump();
    for (const auto& one : cases) {
        CAPTURE(one.what);
        auto request = node.signed_post("/inbox", body, kBob);
        one.spoil(request);
        CHECK(node.send(request) == one.status);
    }
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
    CHECK(node.send(node.signed_post("/inbox", body, kBob)) == 202);
}

TEST_CASE("nobody signs for another, not even from the same server") {
    TestNode node;
    for (const auto* signer : {&kSibling, &kStranger}) {
        node.know(*signer);
        CAPTURE(signer->id);
        CHECK(node.post(kBob.activity("1", "Like", "https://lanoisette.example/o/1"), *signer) ==
              401);
    }
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("an activity with its author's proof may be passed on by another") {
    TestNode node;
    const auto ed25519 = activitypub::PrivateKey::generate_ed25519();
    auto document = kBob.document();
    document["assertionMethod"] = {{{"id", kBob.id + "#ed"},
                                    {"type", "Multikey"},
                                    {"controller", kBob.id},
                                    {"publicKeyMultibase", ed25519.public_key().to_multikey()}}};
    node.internet.answer(kBob.id, document.dump());
    node.know(kStranger);
    const auto proven =
        activitypub::with_proof(kBob.activity("1", "Like", "https://lanoisette.example/o/1"),
                                kBob.id + "#ed", ed25519, node.clock.now());
    node.post(kStranger.activity("0", "Like", "https://lanoisette.example/o/1"), kStranger);
    CHECK(node.post(proven, kStranger) == 202);
    auto spoilt = proven;
    spoilt["id"] = kBob.id + "/2";
    CHECK(node.post(spoilt, kStranger) == 401);
}

TEST_CASE("a key counts only if its owner's own document lists it") {
    TestNode node;
    auto lying = kStranger.document();  // evil.example says: this key is Bob's
    lying["publicKey"]["owner"] = kBob.id;
    node.internet.answer(kStranger.id, lying.dump());
    node.know(kBob);
    CHECK(node.post(kBob.activity("1", "Like", "https://lanoisette.example/o/1"), kStranger) ==
          401);

    auto borrowed = kSibling.document();  // a document of another id
    borrowed["id"] = kBob.id;
    node.internet.answer(kSibling.id, borrowed.dump());
    CHECK(node.post(kSibling.activity("1", "Like", "https://lanoisette.example/o/1"), kSibling) ==
          401);
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("an open redirect does not lend its server's name") {
    TestNode node;
    auto forged = kBob.document();
    forged["publicKey"]["publicKeyPem"] = kStranger.key->public_key().to_pem();
    node.internet.redirect(kBob.id, "https://evil.example/forged");
    node.internet.answer("https://evil.example/forged", forged.dump());
    CHECK(node.post(kBob.activity("1", "Like", "https://lanoisette.example/o/1"),
                    Peer{kBob.id, &rsa_key(1)}) != 202);
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("a key in a document of its own leads to its owner") {
    TestNode node;
    const auto key_id = kBob.id + "/main-key";
    auto document = kBob.document();
    document["publicKey"]["id"] = key_id;
    const json stub = {{"@context", "https://w3id.org/security/v1"},
                       {"id", kBob.id},
                       {"publicKey", document["publicKey"]}};
    node.internet.answer(key_id, stub.dump());
    node.internet.answer(kBob.id, document.dump());
    auto request = node.signed_post(
        "/inbox", kBob.activity("1", "Like", "https://lanoisette.example/o/1").dump(), kBob);
    for (auto& [name, value] : request.headers) {
        if (name != "signature") continue;
        value.replace(value.find("#main-key"), 9, "/main-key");
    }
    CHECK(node.send(request) == 202);
}

TEST_CASE("the deletion of a stranger costs no request") {
    TestNode node;
    CHECK(node.post(kBob.activity("d", "Delete", kBob.id), kBob) == 202);
    CHECK(node.internet.requests().empty());
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("a server that cannot be reached for its key is asked to come again") {
    TestNode node;
    node.internet.fail(kBob.id);
    const auto activity = kBob.activity("1", "Like", "https://lanoisette.example/o/1");
    for (int i = 0; i < 20; ++i) CHECK(node.post(activity, kBob) == 503);
    CHECK(node.internet.requests().size() <= 3);
    node.know(kBob);
    node.clock.advance(std::chrono::minutes(11));
    CHECK(node.post(activity, kBob) == 202);
}

TEST_CASE("a key that does not exist is refused without asking again") {
    TestNode node;
    node.internet.answer(kBob.id, "", 404);
    const auto activity = kBob.activity("1", "Like", "https://lanoisette.example/o/1");
    for (int i = 0; i < 5; ++i) CHECK(node.post(activity, kBob) == 401);
    CHECK(node.internet.requests().size() == 1);
}

TEST_CASE("a changed key is fetched once, and the old one stops") {
    TestNode node;
    node.know(kBob);
    const auto like = [&](const char* name) {
        return kBob.activity(name, "Like", "https://lanoisette.example/o/1");
    };
    CHECK(node.post(like("1"), kBob) == 202);
    node.clock.advance(std::chrono::minutes(1));
    const Peer changed{kBob.id, &rsa_key(1)};
    node.know(changed);
    CHECK(node.post(like("2"), changed) == 202);
    CHECK(node.internet.requests().size() == 2);
    CHECK(node.post(like("3"), kBob) == 401);  // within five minutes: nothing is asked
    CHECK(node.internet.requests().size() == 2);
}

TEST_CASE("a blocked server is refused, its subdomains too, and nothing is asked of it") {
    TestNode node;
    REQUIRE(node.federation->block("gironde.example", "publicité"));
    const Peer below{"https://sous.gironde.example/users/bob"};
    for (const auto* peer : {&kBob, &below}) {
        CHECK(node.post(peer->activity("1", "Like", "https://lanoisette.example/o/1"), *peer) ==
              403);
    }
    CHECK(node.internet.requests().empty());
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("nobody speaks from outside in our name, or about ids of others") {
    TestNode node;
    node.know(kBob);
    auto ours = kBob.activity("1", "Like", "https://gironde.example/o/1");
    ours["actor"] = kUs;
    ours["id"] = std::string(kUs) + "/1";
    CHECK(node.post(ours, kBob) == 403);
    auto foreign = kBob.activity("1", "Like", "https://lanoisette.example/o/1");
    foreign["id"] = "https://other.example/1";
    CHECK(node.post(foreign, kBob) == 400);
    CHECK(node.send(node.signed_post("/@personne/inbox", foreign.dump(), kBob)) == 404);
}

TEST_CASE("a known actor whose address says gone may leave unsigned by a known key") {
    TestNode node;
    node.federation->start();
    node.know(kBob);
    CHECK(node.post(kBob.activity("f", "Follow", kUs), kBob) == 202);
    node.settle();
    CHECK(node.federation->followers().size() == 1);
    node.clock.advance(std::chrono::minutes(10));
    node.internet.answer(kBob.id, "", 410);
    CHECK(node.post(kBob.activity("d", "Delete", kBob.id), Peer{kBob.id, &rsa_key(1)}) == 202);
    node.settle();
    CHECK(node.federation->followers().empty());
}
