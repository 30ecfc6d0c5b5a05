#include "node/federation/followers_sync.h"
#include "node/federation/followers_digest.h"
#include "tests/node/federation/identity_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

const Peer kBob{"https://gironde.example/@bob"};
const Peer kEve{"https://evil.example/@eve", &rsa_key(1)};
const std::string kBobsFollowers = kBob.id + "/followers";
const std::string kBobsPart = kBobsFollowers + "_synchronization";

std::string header_of(const std::vector<std::string>& ids, const std::string& url = kBobsPart,
                      const std::string& collection = kBobsFollowers) {
    return "collectionId=\"" + collection + "\", url=\"" + url + "\", digest=\"" +
           federation::followers_digest(ids) + "\"";
}

struct Synchronised : IdentityNode {
    Synchronised() {
        auto document = kBob.document();
        document["followers"] = kBobsFollowers;
        internet.answer(kBob.id, document.dump());
        know(kEve);
        internet.answer(kBob.id + "/inbox", "", 202);
        federation->start();
        CHECK(post(kBob.activity("hello", "Like", "https://lanoisette.example/o/9"), kBob) == 202);
        REQUIRE(soon(
            [this] { return count("SELECT count(*) FROM remote_actor") == 1; }));  // he is known
    }
    void bob_counts(const std::vector<std::string>& ids) {
        const json part = {{"@context", "https://www.w3.org/ns/activitystreams"},
                           {"id", kBobsPart},
                           {"type", "OrderedCollection"},
                           {"orderedItems", ids}};
        internet.answer(kBobsPart, part.dump());
    }
    // A delivery of bob's that carries the header, signed with the rest or not.
    void tell(const std::string& value, bool is_signed = true) {
        const auto activity =
            kBob.activity("n" + std::to_string(++number_), "Create", kBob.note("x", "Bonjour"))
                .dump();
        web::Request request;
        request.method = "POST";
        request.target = request.path = "/inbox";
        request.body = activity;
        request.headers = {{"host", "lanoisette.example"},
                           {"content-type", "application/activity+json"}};
        if (is_signed) request.headers.emplace_back("collection-synchronization", value);
        const activitypub::HttpMessage message{
            "POST", "/inbox", "https", "lanoisette.example", request.headers, request.body};
        for (auto& [name, text] : activitypub::sign_request(
                 message, activitypub::Scheme::Cavage, kBob.key_id(), *kBob.key, clock.now())) {
            request.headers.emplace_back(name, text);
        }
        if (!is_signed) request.headers.emplace_back("collection-synchronization", value);
        CHECK(send(request) == 202);
        settle();
    }
    std::size_t looks() const { return internet.requests_to(kBobsPart).size(); }

  private:
    int number_ = 0;
};

}  // namespace

TEST_CASE("case 41: the digest is the one of the FEP's own example, and of a set") {
    const std::vector<std::string> ids = {"https://testing.example.org/users/1",
                                          "https://testing.example.org/users/2"};
    CHECK(federation::followers_digest(ids) ==
          "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f");
    CHECK(federation::followers_digest({ids[1], ids[0], ids[1]}) ==
          federation::followers_digest(ids));
    CHECK(federation::followers_digest({}) == std::string(64, '0'));
}

TEST_CASE("a synchronisation header is read like a signature's parameters, or not at all") {
    const auto good = header_of({"https://lanoisette.example/@lanoisette"});
    const auto read = federation::parse_synchronization(good);
    REQUIRE(read);
    CHECK(read->url == kBobsPart);
    CHECK(read->collection == kBobsFollowers);
    CHECK(read->digest.size() == 64);
    const auto digest = std::string(64, 'a');
    const std::string bad[] = {
        "",
        "x",
        "collectionId=\"https://a.example/f\"",
        "collectionId=\"https://a.example/f\", url=\"https://a.example/s\"",
        "collectionId=\"https://a.example/f\", url=\"javascript:x\", digest=\"" + digest + "\"",
        "collectionId=\"https://a.example/f\", url=\"https://a.example/s\", digest=\"abc\"",
        "collectionId=\"https://a.example/f\", url=\"https://a.example/s\", digest=\"" +
            std::string(64, 'G') + "\"",
        good + ", " + good,
        good + "x",
        std::string(5000, 'x')};
    for (const auto& one : bad) {
        CAPTURE(one);
        CHECK_FALSE(federation::parse_synchronization(one));
    }
}

TEST_CASE("case 41: a server that signs learns which of its people follow us, and of no others") {
    Synchronised node;
    for (const auto* id : {"https://gironde.example/@bob", "https://gironde.example/@marie",
                           "https://evil.example/@eve", "https://gironde.example.evil.example/@x",
                           "http://gironde.example/@y"}) {
        node.write("INSERT INTO follower VALUES ('lanoisette', '" + std::string(id) + "', 'x', 1)");
    }
    const auto path = "/@lanoisette/followers_synchronization";
    const auto part = node.signed_get(path, kBob);
    REQUIRE(part.status == 200);
    CHECK(header(part, "Cache-Control") == "private, no-store");
    CHECK(header(part, "Vary").find("Signature") != std::string::npos);
    CHECK(parsed(part)["id"] == std::string(kOrigin) + path);
    CHECK(parsed(part)["orderedItems"] ==
          json{"https://gironde.example/@bob", "https://gironde.example/@marie"});
    CHECK(parsed(node.signed_get(path, kEve))["orderedItems"] == json{"https://evil.example/@eve"});
    const auto unsigned_get = node.get(path);
    CHECK(unsigned_get.status == 401);
    CHECK(header(unsigned_get, "Cache-Control") == "private, no-store");
    const Peer liar{kBob.id, &rsa_key(1)};
    CHECK(node.signed_get(path, liar).status == 401);
    CHECK(node.signed_get("/@personne/followers_synchronization", kBob).status == 404);
    REQUIRE(node.federation->block("gironde.example", "essai"));
    CHECK(node.signed_get(path, kBob).status == 403);
}

TEST_CASE("case 41: only what goes to followers alone carries our digest, signed") {
    Synchronised node;
    node.server("autre.example", "zoe", true);
    node.say("1");
    node.say("2", {});  // cc: followers
    REQUIRE(node.delivered());
    const auto sent = node.received("autre.example");
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].header("collection-synchronization").empty());
    const auto told =
        federation::parse_synchronization(sent[1].header("collection-synchronization"));
    REQUIRE(told);
    CHECK(told->collection == std::string(kUs) + "/followers");
    CHECK(told->url == std::string(kUs) + "/followers_synchronization");
    CHECK(told->digest == federation::followers_digest({"https://autre.example/@zoe"}));
    CHECK(std::string(sent[1].header("signature")).find("collection-synchronization") !=
          std::string::npos);
    CHECK(is_signed_with(sent[1], node.us().rsa.public_key(), node.clock.now()));
}

TEST_CASE("case 41: a Follow that the other side does not count is forgotten") {
    Synchronised node;
    node.we_follow(kBob);
    node.bob_counts({"https://lanoisette.example/@personne"});
    node.tell(header_of({}));
    CHECK(node.soon([&] { return node.count("SELECT count(*) FROM following") == 0; }));
}

TEST_CASE(
    "case 41: a Follow that we do not know of is undone, one whose Accept was lost is accepted") {
    Synchronised node;
    node.bob_counts({kUs});
    node.tell(header_of({kUs}));
    REQUIRE(node.soon([&] { return node.internet.requests_to(kBob.id + "/inbox").size() == 1; }));
    const auto undo = json::parse(node.internet.requests_to(kBob.id + "/inbox")[0].body);
    CHECK(undo["type"] == "Undo");
    CHECK(undo["object"]["type"] == "Follow");
    CHECK(undo["object"]["object"] == kBob.id);

    node.write("INSERT INTO following VALUES ('lanoisette', '" + kBob.id + "', 'x', 'asked', 1)");
    node.clock.advance(11min);
    node.tell(header_of({kUs}));
    CHECK(node.soon([&] {
        return node.count("SELECT count(*) FROM following WHERE state = 'accepted'") == 1;
    }));
}

TEST_CASE(
    "case 41: nothing is fetched for a header that agrees, is not signed, or speaks of another's "
    "list") {
    Synchronised node;
    node.bob_counts({});
    node.we_follow(kBob);
    node.tell(header_of({kUs}));
    node.tell(header_of({}), false);
    node.tell(header_of({}, "https://evil.example/part"));
    node.tell(header_of({}, kBobsPart, kEve.id + "/followers"));
    node.tell("nonsense");
    std::this_thread::sleep_for(50ms);
    CHECK(node.looks() == 0);
    CHECK(node.internet.requests_to("https://evil.example/part").empty());
    CHECK(node.count("SELECT count(*) FROM following") == 1);
}

TEST_CASE("a partial collection that cannot be read to its end changes nothing") {
    Synchronised node;
    node.we_follow(kBob);
    const json endless = {{"@context", "https://www.w3.org/ns/activitystreams"},
                          {"id", kBobsPart},
                          {"type", "OrderedCollection"},
                          {"orderedItems", json::array()},
                          {"first", kBobsPart + "?page=1"}};
    node.internet.answer(kBobsPart, endless.dump());
    node.internet.handle_prefix(
        kBobsPart + "?page=", [](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
            const auto number = std::stoi(request.url.substr(request.url.find('=') + 1));
            const json page = {{"@context", "https://www.w3.org/ns/activitystreams"},
                               {"id", request.url},
                               {"type", "OrderedCollectionPage"},
                               {"orderedItems", {"https://lanoisette.example/@x"}},
                               {"next", kBobsPart + "?page=" + std::to_string(number + 1)}};
            net::HttpAnswer answer;
            answer.status = 200;
            answer.url = request.url;
            answer.headers = {{"content-type", "application/activity+json"}};
            answer.body = page.dump();
            return answer;
        });
    node.tell(header_of({}));
    REQUIRE(
        node.soon([&] { return node.internet.requests_to(kBobsPart + "?page=2").size() == 1; }));
    std::this_thread::sleep_for(50ms);
    CHECK(node.count("SELECT count(*) FROM following") == 1);
    CHECK(node.internet.requests().size() < 8);
}
