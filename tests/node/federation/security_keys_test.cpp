// security.md §1.1 and §1.3 where a key must be found: whose it is (A6, A7, A8),
// how often we ask (A10, C7, C8), whom we do not listen to (A11), and that a
// name which comes back has nothing (A12).
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

#include "running_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
const Peer kSibling{"https://gironde.example/users/eve", &rsa_key(1)};
const Peer kStranger{"https://evil.example/users/eve", &rsa_key(1)};

json like(const Peer& peer, const std::string& name) {
    return peer.activity(name, "Like", "https://lanoisette.example/o/1");
}

json key_of(const std::string& id, const std::string& owner, const activitypub::PrivateKey& key) {
    return {{"id", id}, {"owner", owner}, {"publicKeyPem", key.public_key().to_pem()}};
}

web::Request with_key(TestNode& node, const json& activity, const activitypub::PrivateKey& key,
                      const std::string& key_id) {
    auto request = node.signed_post("/inbox", activity.dump(), Peer{activity["actor"], &key});
    for (auto& [name, value] : request.headers) {
        if (name != "signature") continue;
        const auto from = value.find("keyId=\"") + 7;
        value.replace(from, value.find('"', from) - from, key_id);
    }
    return request;
}

}  // namespace

TEST_CASE("A6: a key speaks for the one whose own document lists that very key") {
    struct Row {
        const char* what;
        json evil;           // publicKey of evil.example's document
        std::string key_id;  // as the forged request names it
    };
    const auto& evil_key = rsa_key(1);
    const auto mine = kStranger.key_id();
    const Row rows[] = {
        {"evil's key, said to be Bob's", key_of(mine, kBob.id, evil_key), mine},
        {"evil's key under the id of Bob's", key_of(kBob.key_id(), kStranger.id, evil_key),
         kBob.key_id()},
        {"evil's key as Bob's altogether", key_of(kBob.key_id(), kBob.id, evil_key), kBob.key_id()},
        {"a list of an honest and a forged one",
         json::array(
             {key_of(mine, kStranger.id, evil_key), key_of(kBob.key_id(), kBob.id, evil_key)}),
         kBob.key_id()},
        {"a key id of Bob's server", key_of(kBob.id + "#second", kStranger.id, evil_key),
         kBob.id + "#second"},
        {"a key id that Bob's document lacks", key_of(mine, kStranger.id, evil_key),
         kBob.id + "#other"},
        {"Bob's document as a parameter", key_of(mine, kStranger.id, evil_key),
         mine + "?" + kBob.id},
    };
    for (const bool bob_first : {false, true}) {
        for (const auto& row : rows) {
            CAPTURE(row.what);
            CAPTURE(bob_first);
            TestNode node;
            node.know(kBob);
            auto document = kStranger.document();
            document["publicKey"] = row.evil;
            node.internet.answer(kStranger.id, document.dump());
            node.internet.handle_prefix(
                "https://evil.example/", [&](const net::HttpRequest& asked) {
                    return Result<net::HttpAnswer>(
                        net::HttpAnswer{.status = 200,
                                        .headers = {{"content-type", "application/activity+json"}},
                                        .body = document.dump(),
                                        .url = asked.url});
                });
            if (bob_first) CHECK(node.post(like(kBob, "0"), kBob) == 202);
            // Evil makes us read its document, as often as it likes.
            node.post(like(kStranger, "0"), kStranger);
            const auto status = node.send(with_key(node, like(kBob, "1"), evil_key, row.key_id));
            CHECK(status == 401);
            CHECK(node.count("SELECT count(*) FROM inbox WHERE activity = '" + kBob.id + "/1'") ==
                  0);
            // No key of his server's became evil's, and he is heard as before.
            CHECK(node.count("SELECT count(*) FROM remote_key WHERE id LIKE 'https://gironde%' "
                             "AND owner <> '" +
                             kBob.id + "'") == 0);
            CHECK(node.post(like(kBob, "2"), kBob) == 202);
        }
    }
}

TEST_CASE("A7: a document counts at its own address, wherever the request was led") {
    struct Row {
        const char* what;
        std::function<void(TestNode&)> prepare;
        std::string key_id;
        int status;
    };
    const std::string alias = "https://gironde.example/@bob";
    auto own_key = kBob.document();
    const auto forged = [&] {
        auto document = kBob.document();
        document["publicKey"] = key_of(kBob.key_id(), kBob.id, rsa_key(1));
        return document.dump();
    }();
    const Row rows[] = {
        {"its own address", [](TestNode& n) { n.know(kBob); }, kBob.key_id(), 202},
        {"another address of the same server, not listed as a key",
         [&](TestNode& n) {
             n.internet.answer(alias, own_key.dump());
             n.know(kBob);
         },
         alias + "#main-key", 401},
        {"a redirect on the same server, not listed as a key",
         [&](TestNode& n) {
             n.internet.redirect(alias, kBob.id);
             n.know(kBob);
         },
         alias + "#main-key", 401},
        {"an open redirect to another server",
         [&](TestNode& n) {
             n.internet.redirect(kBob.id, "https://evil.example/forged");
             n.internet.answer("https://evil.example/forged", forged);
         },
         kBob.key_id(), 401},
        {"a file of the same server that says it is Bob",
         [&](TestNode& n) {
             n.internet.answer("https://gironde.example/media/1.json", forged);
             n.know(kBob);
         },
         "https://gironde.example/media/1.json#main-key", 401},
        {"a file of the same server that lists itself as a key of Bob's",
         [&](TestNode& n) {
             const std::string file = "https://gironde.example/media/2.json";
             auto document = kBob.document();
             document["publicKey"] = key_of(file + "#main-key", kBob.id, rsa_key(1));
             n.internet.answer(file, document.dump());
             n.know(kBob);
         },
         "https://gironde.example/media/2.json#main-key", 401},
        {"a page with the right bytes",
         [&](TestNode& n) { n.internet.answer(kBob.id, own_key.dump(), 200, "text/html"); },
         kBob.key_id(), 401},
        {"the right bytes as plain JSON",
         [&](TestNode& n) { n.internet.answer(kBob.id, own_key.dump(), 200, "application/json"); },
         kBob.key_id(), 401},
        {"a stub that leads to another server",
         [&](TestNode& n) {
             const auto stub = "https://evil.example/key";
             n.internet.answer(stub, json{{"id", stub},
                                          {"owner", kBob.id},
                                          {"publicKeyPem", rsa_key(1).public_key().to_pem()}}
                                         .dump());
             n.know(kBob);
         },
         "https://evil.example/key", 401},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        TestNode node;
        row.prepare(node);
        const bool genuine = row.status == 202;
        CHECK(node.send(with_key(node, like(kBob, "1"), genuine ? rsa_key() : rsa_key(1),
                                 row.key_id)) == row.status);
        CHECK(node.count("SELECT count(*) FROM inbox") == (genuine ? 1 : 0));
        CHECK(node.count("SELECT count(*) FROM remote_key WHERE id <> '" + kBob.key_id() + "'") ==
              0);
        CHECK(node.internet.requests().size() <= 4);
    }
}

TEST_CASE("A8: a key of 512 or 1024 bits is no key, however right its signature") {
    for (const unsigned bits : {512U, 1024U}) {
        CAPTURE(bits);
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> weak(EVP_RSA_gen(bits),
                                                                       EVP_PKEY_free);
        REQUIRE(weak);
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
        REQUIRE(PEM_write_bio_PUBKEY(bio.get(), weak.get()) == 1);
        char* pem = nullptr;
        const long length = BIO_get_mem_data(bio.get(), &pem);

        RunningNode node;
        auto document = kBob.document();
        document["publicKey"]["publicKeyPem"] = std::string(pem, static_cast<std::size_t>(length));
        node.internet.answer(kBob.id, document.dump());
        auto sent = node.draft(like(kBob, "1"), kBob);
        const auto text = sent.base_string();
        std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(weak.get())), '\0');
        std::size_t size = signature.size();
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, weak.get()) == 1);
        REQUIRE(
            EVP_DigestSign(context.get(),
                           static_cast<unsigned char*>(static_cast<void*>(signature.data())), &size,
                           static_cast<const unsigned char*>(static_cast<const void*>(text.data())),
                           text.size()) == 1);
        const auto made = sent.made_signature();
        sent.signature =
            made.substr(0, made.rfind("signature=\"") + 11) + activitypub::base64(signature) + "\"";
        CHECK(node.status(sent) == 401);
        CHECK(node.count("SELECT count(*) FROM inbox") == 0);
        CHECK(node.count("SELECT count(*) FROM remote_key") == 0);
    }
}

TEST_CASE("A10: forged signatures cost one request in five minutes, and never the true key") {
    TestNode node;
    node.know(kBob);
    CHECK(node.post(like(kBob, "0"), kBob) == 202);
    const Peer forger{kBob.id, &rsa_key(1)};
    node.clock.advance(std::chrono::minutes(1));
    node.internet.clear_requests();
    for (int minute = 0; minute < 60; ++minute) {
        for (int i = 0; i < 2; ++i) CHECK(node.post(like(kBob, "forged"), forger) == 401);
        node.clock.advance(std::chrono::minutes(1));
    }
    CHECK(node.internet.requests().size() <= 12);
    CHECK(node.post(like(kBob, "1"), kBob) == 202);
    // The server is down, the key we hold still counts.
    node.internet.fail(kBob.id);
    node.clock.advance(std::chrono::minutes(6));
    node.post(like(kBob, "forged"), forger);
    CHECK(node.post(like(kBob, "2"), kBob) == 202);
}

TEST_CASE(
    "A10: twenty deliveries on a dead key cost three requests at most, later ones fewer and "
    "fewer") {
    for (const int answer : {0, 404, 410, 500, 200}) {
        CAPTURE(answer);
        TestNode node;
        if (answer == 0) node.internet.fail(kBob.id);
        if (answer != 0) node.internet.answer(kBob.id, "{}", answer);
        const auto send_twenty = [&] {
            node.internet.clear_requests();
            for (int i = 0; i < 20; ++i) {
                const auto status = node.post(like(kBob, std::to_string(i)), kBob);
                CHECK((status == 401 || status == 503));
            }
            return node.internet.requests().size();
        };
        CHECK(send_twenty() <= 3);
        std::size_t in_an_hour = 0;
        for (int minute = 0; minute < 60; minute += 3) {
            node.clock.advance(std::chrono::minutes(3));
            in_an_hour += send_twenty();
        }
        CHECK(in_an_hour <= 10);
        CHECK(node.count("SELECT count(*) FROM inbox") == 0);
    }
}

TEST_CASE("A11: a blocked server is turned away, signed GET and POST alike, and is asked nothing") {
    RunningNode node;
    node.know(kBob);
    REQUIRE(node.status(node.draft(like(kBob, "0"), kBob)) == 202);
    REQUIRE(node.federation->block("gironde.example", "publicité"));
    node.internet.clear_requests();
    const auto before = node.rows();

    const Peer below{"https://sous.gironde.example/users/bob"};
    const Peer capital{"https://GIRONDE.example:443/users/bob"};
    for (const auto* peer : {&kBob, &kSibling, &below, &capital}) {
        CAPTURE(peer->id);
        CHECK(node.status(node.draft(like(*peer, "1"), *peer)) == 403);
        // Another server passes it on, or lends its name to the activity.
        auto passed_on = node.draft(like(*peer, "2"), kStranger);
        CHECK(node.status(passed_on) == 403);
        auto lent = node.draft(like(kStranger, "3"), *peer);
        CHECK(node.status(lent) == 403);
        // Leaving is no exception.
        CHECK(node.status(node.draft(peer->activity("d", "Delete", peer->id), *peer)) == 403);
        for (const auto* path :
             {"/@lanoisette", "/@lanoisette/outbox", "/@lanoisette/outbox?page=1",
              "/@lanoisette/followers", "/@lanoisette/featured", "/o/1", "/actor"}) {
            CAPTURE(path);
            const auto get = [&](const std::string& signature) {
                return node.ask("GET " + std::string(path) +
                                " HTTP/1.1\r\nHost: lanoisette.example\r\nAccept: "
                                "application/activity+json\r\n" +
                                signature + "\r\n");
            };
            for (const auto& signature :
                 {"Signature: keyId=\"" + peer->key_id() +
                      "\",headers=\"date\",signature=\"AAAA\"\r\n",
                  "Signature-Input: s=(\"@method\" \"@target-uri\");created=1;keyid=\"" +
                      peer->key_id() + "\"\r\nSignature: s=:AAAA:\r\n"}) {
                const auto refused = get(signature);
                CHECK(web::status_of(refused) == 403);
                CHECK(refused.find("Cache-Control: private, no-store") != std::string::npos);
                CHECK(refused.find("Vary: Accept, Signature") != std::string::npos);
            }
            // B11: those who are welcome get the whole, whoever asked before (case 23).
            const auto welcome = web::status_of(get(""));
            CHECK(welcome == (std::string(path) == "/o/1" ? 404 : 200));
            CHECK(web::status_of(get("Signature: "
                                     "keyId=\"https://autre.example/"
                                     "u#k\",headers=\"date\",signature=\"AAAA\"\r\n")) == welcome);
        }
    }
    CHECK(node.internet.requests().empty());
    CHECK(changes(before, node.rows()) == "");
}

TEST_CASE("A11: a redirect does not lead to a blocked server") {
    TestNode node;
    REQUIRE(node.federation->block("evil.example", "publicité"));
    node.internet.redirect(kBob.id, "https://evil.example/bob");
    node.internet.answer("https://evil.example/bob", kBob.document().dump());
    CHECK(node.post(like(kBob, "1"), kBob) == 403);
    CHECK(node.internet.requests().size() == 1);
}

TEST_CASE("A12: who was gone and is back is somebody new") {
    ActingNode node;
    node.know(kBob);
    node.we_follow(kBob);
    CHECK(node.tell(kBob.activity("f", "Follow", kUs), kBob) == 202);
    CHECK(node.tell(kBob.activity("c", "Create", kBob.note("n1", "Bonjour")), kBob) == 202);
    CHECK(node.tell(kBob.activity("d", "Delete", kBob.id), kBob) == 202);
    CHECK(node.federation->followers().empty());

    const Peer heir{kBob.id, &rsa_key(1)};  // the same address, somebody else's key
    node.know(heir);
    const auto calls = node.calls().size();
    CHECK(node.tell(kBob.activity("c2", "Create", kBob.note("n2", "hérité ?")), heir) == 202);
    CHECK(node.tell(kBob.activity("u2", "Update", kBob.note("n1", "repris")), heir) == 202);
    CHECK(node.calls().size() == calls);  // not followed, and what was buried stays so
    CHECK(node.federation->followers().empty());
    CHECK(node.federation->following().empty());
    CHECK(node.count("SELECT count(*) FROM object WHERE deleted IS NULL AND local = 0") == 0);
    CHECK(node.post(like(kBob, "old"), kBob) == 401);  // the old key is not his
    CHECK(node.tell(kBob.activity("f2", "Follow", kUs), heir) == 202);
    CHECK(node.federation->followers().size() == 1);  // may ask anew
}

TEST_CASE("A12: a local name is given once") {
    TestNode node;
    CHECK_FALSE(federation::LocalActors::create(node.database, node.config.name, node.clock.now()));
    CHECK(node.count("SELECT count(*) FROM local_actor") == 2);
}

TEST_CASE(
    "C7: a thousand requests that name one victim make us ask it sixty times a minute at most") {
    TestNode node;
    const auto requests_to_victim = [&] {
        std::size_t count = 0;
        for (const auto& request : node.internet.requests()) {
            if (request.url.starts_with("https://victime.example/")) ++count;
        }
        node.internet.clear_requests();
        return count;
    };
    SUBCASE("named as keys") {
        node.internet.handle_prefix("https://victime.example/", [](const net::HttpRequest&) {
            return Result<net::HttpAnswer>(
                net::HttpAnswer{.status = 404, .headers = {}, .body = {}, .url = {}});
        });
        for (int minute = 0; minute < 2; ++minute) {
            for (int i = 0; i < 1000; ++i) {
                const Peer peer{"https://victime.example/" + std::to_string(minute) + "/" +
                                std::to_string(i)};
                const auto status = node.post(like(peer, "1"), peer);
                CHECK((status == 401 || status == 503));
            }
            const auto asked = requests_to_victim();
            CHECK(asked > 0);
            CHECK(asked <= 60);
            node.clock.advance(std::chrono::seconds(61));
        }
    }
    SUBCASE("reached by redirects of a thousand servers") {
        node.internet.handle_prefix("https://victime.example/", [](const net::HttpRequest&) {
            return Result<net::HttpAnswer>(
                net::HttpAnswer{.status = 404, .headers = {}, .body = {}, .url = {}});
        });
        for (int i = 0; i < 1000; ++i) {
            const Peer peer{"https://h" + std::to_string(i) + ".evil.example/u"};
            node.internet.redirect(peer.id, "https://victime.example/" + std::to_string(i));
            CHECK(node.post(like(peer, "1"), peer) != 202);
        }
        const auto asked = requests_to_victim();
        CHECK(asked > 0);
        CHECK(asked <= 60);
    }
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE(
    "C7, M9: one address makes us look for sixty keys, then ten a minute; another is not kept "
    "waiting") {
    TestNode node;
    const auto post_from = [&](const std::string& client, int number) {
        const Peer peer{"https://h" + std::to_string(number) + ".example/u"};
        node.know(peer);
        auto request = node.signed_post("/inbox", like(peer, "1").dump(), peer);
        request.client = client;
        return node.send(request);
    };
    int refused = 0;
    for (int i = 0; i < 100; ++i) {
        const auto status = post_from("192.0.2.7", i);
        CHECK((status == 202 || status == 429));
        if (status == 429) ++refused;
    }
    CHECK(refused == 40);
    CHECK(node.internet.requests().size() == 60);
    CHECK(post_from("192.0.2.8", 200) == 202);
    CHECK(post_from("192.0.2.7", 0) == 202);  // that key is known
    node.clock.advance(std::chrono::minutes(1));
    refused = 0;
    for (int i = 300; i < 320; ++i) refused += post_from("192.0.2.7", i) == 429 ? 1 : 0;
    CHECK(refused == 10);
}

TEST_CASE("D7, M9: a host has its rate of activities and of Follows, which nobody else can spend") {
    TestNode node;
    node.know(kBob);
    node.know(kStranger);
    const auto send = [&](const json& activity, const Peer& signer) {
        auto request = node.signed_post("/inbox", activity.dump(), signer);
        request.client = "192.0.2.7";
        return node.send(request);
    };
    CHECK(send(like(kBob, "0"), kBob) == 202);
    // Forged in Bob's name: 401, and it costs him nothing.
    for (int i = 0; i < 700; ++i) CHECK(send(like(kBob, "x"), Peer{kBob.id, &rsa_key(1)}) == 401);
    for (int i = 0; i < 30; ++i)
        CHECK(send(kBob.activity("f" + std::to_string(i), "Follow", kUs), kBob) == 202);
    auto request = node.signed_post("/inbox", kBob.activity("f30", "Follow", kUs).dump(), kBob);
    request.client = "192.0.2.9";  // from wherever: the host counts
    const auto refused = node.router.route(request);
    CHECK(refused.status == 429);
    CHECK(header(refused, "Retry-After") == "120");
    CHECK(send(kBob.activity("u", "Undo", kBob.activity("f1", "Follow", kUs)), kBob) == 202);
    CHECK(send(kStranger.activity("f", "Follow", kUs), kStranger) == 202);
    CHECK(node.count("SELECT count(*) FROM inbox WHERE activity LIKE '%/f30'") == 0);
    int taken = 0;
    for (int i = 0; i < 620; ++i)
        taken += send(like(kBob, "l" + std::to_string(i)), kBob) == 202 ? 1 : 0;
    CHECK(taken == 600 - 32);
    node.clock.advance(std::chrono::minutes(2));
    CHECK(send(kBob.activity("f31", "Follow", kUs), kBob) == 202);
}

TEST_CASE("C8: a storm of deletions of strangers costs no request and no row") {
    TestNode node;
    node.know(kBob);
    CHECK(node.post(like(kBob, "0"), kBob) == 202);
    node.internet.clear_requests();
    const auto rows = node.count(
        "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM undone) + "
        "(SELECT count(*) FROM remote_actor) + (SELECT count(*) FROM object)");
    for (int i = 0; i < 1000; ++i) {
        const Peer gone{"https://gironde.example/users/g" + std::to_string(i)};
        CHECK(node.post(gone.activity("d", "Delete", gone.id), gone) == 202);
    }
    CHECK(node.internet.requests().empty());
    CHECK(node.count("SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM undone) + "
                     "(SELECT count(*) FROM remote_actor) + (SELECT count(*) FROM object)") ==
          rows);
}
