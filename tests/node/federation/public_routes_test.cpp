#include "peer.h"

#include "activitypub/build.h"
#include "activitypub/signatures/key.h"
#include "activitypub/vocabulary/actor.h"

using namespace essaim;
using namespace essaim::test;

namespace {

constexpr const char* kPublic = "https://www.w3.org/ns/activitystreams#Public";

json article(const std::string& id) {
    return {{"id", id},
            {"type", "Article"},
            {"attributedTo", kUs},
            {"name", "Le marché"},
            {"content", "<p>Bonjour</p>"},
            {"url", "https://lanoisette.example/actualites/le-marche"},
            {"to", {kPublic}},
            {"cc", {std::string(kUs) + "/followers"}}};
}

void publish(TestNode& node, const json& activity,
             federation::Listing listing = federation::Listing::Listed) {
    REQUIRE(node.database.write([&](storage::Connection& connection) {
        return node.federation->outbox().publish(connection, activity, listing, node.clock.now());
    }));
}

json said(const std::string& id, const std::string& type, json object) {
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", id},
            {"type", type},
            {"actor", kUs},
            {"to", {kPublic}},
            {"cc", {std::string(kUs) + "/followers"}},
            {"object", std::move(object)}};
}

}  // namespace

TEST_CASE("WebFinger leads to the actors of this node and to nobody else") {
    struct Case {
        const char* query;
        int status;
        const char* actor;
    };
    const Case cases[] = {
        {"?resource=acct:lanoisette@lanoisette.example", 200, kUs},
        {"?resource=acct%3Alanoisette%40lanoisette.example", 200, kUs},
        {"?resource=acct:LaNoisette@lanoisette.example", 200, kUs},
        {"?resource=https://lanoisette.example/@lanoisette", 200, kUs},
        {"?resource=https://lanoisette.example/", 200, "https://lanoisette.example/actor"},
        {"?resource=https://lanoisette.example", 200, "https://lanoisette.example/actor"},
        {"?resource=acct:lanoisette.example@lanoisette.example", 200,
         "https://lanoisette.example/actor"},
        {"", 400, nullptr},
        {"?resource=", 400, nullptr},
        {"?resource=lanoisette", 400, nullptr},
        {"?resource=acct:personne@lanoisette.example", 404, nullptr},
        {"?resource=acct:lanoisette@other.example", 404, nullptr},
        {"?resource=https://other.example/@lanoisette", 404, nullptr},
    };
    TestNode node;
    for (const auto& one : cases) {
        CAPTURE(one.query);
        const auto response = node.get(std::string("/.well-known/webfinger") + one.query, "");
        CHECK(response.status == one.status);
        CHECK(header(response, "Access-Control-Allow-Origin") == "*");
        if (one.actor == nullptr) continue;
        CHECK(header(response, "Content-Type") == "application/jrd+json");
        const auto link = parsed(response)["links"][0];
        CHECK(link["rel"] == "self");
        CHECK(link["type"] == "application/activity+json");
        CHECK(link["href"] == one.actor);
    }
}

TEST_CASE("the association's document is complete and has its own address") {
    TestNode node;
    const auto response = node.get("/@lanoisette");
    REQUIRE(response.status == 200);
    CHECK(header(response, "Content-Type") == "application/activity+json");
    CHECK(header(response, "Vary") == "Accept");
    const auto document = parsed(response);
    CHECK(document["id"] == kUs);
    CHECK(document["type"] == "Organization");
    CHECK(document["preferredUsername"] == "lanoisette");
    CHECK(document["publicKey"].is_object());
    CHECK(document["publicKey"]["owner"] == kUs);
    CHECK(document["publicKey"]["id"] == std::string(kUs) + "#main-key");
    CHECK(document["attachment"].is_array());
    CHECK(document["url"] == "https://lanoisette.example/");
    CHECK(document["endpoints"]["sharedInbox"] == "https://lanoisette.example/inbox");
    const auto actor = activitypub::parse_actor(document);
    REQUIRE(actor);
    CHECK(activitypub::PublicKey::from_pem(actor->keys.at(0).pem));
    CHECK(activitypub::PublicKey::from_multikey(actor->multikeys.at(0).multibase));
    CHECK(node.federation->association_document() == *response.shared_body);
}

TEST_CASE("the actor's address shows people the home page, and machines the document") {
    struct Case {
        const char* accept;
        int status;
    };
    const Case cases[] = {
        {"application/activity+json", 200},
        {"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", 200},
        {"application/ld+json", 200},
        {"text/html", 303},
        {"*/*", 303},
        {"", 303},
    };
    TestNode node;
    for (const auto& one : cases) {
        CAPTURE(one.accept);
        const auto response = node.get("/@lanoisette", one.accept);
        CHECK(response.status == one.status);
        CHECK(header(response, "Vary") == "Accept");
        if (one.status == 303) CHECK(header(response, "Location") == "/");
    }
    CHECK(node.get("/@personne").status == 404);
}

TEST_CASE("the node itself is an Application, readable by all") {
    TestNode node;
    for (const auto* accept : {"application/activity+json", "", "text/html"}) {
        const auto response = node.get("/actor", accept);
        REQUIRE(response.status == 200);
        const auto document = parsed(response);
        CHECK(document["id"] == "https://lanoisette.example/actor");
        CHECK(document["type"] == "Application");
        CHECK(document["preferredUsername"] == "lanoisette.example");
        CHECK(document["implements"].is_array());
    }
}

TEST_CASE("a new profile is in the document and announced to followers") {
    TestNode node;
    REQUIRE(
        node.federation->set_profile({"La Noisette & Cie", "monnaie locale", "Une <phrase>.", 40}));
    const auto document = parsed(node.get("/@lanoisette"));
    CHECK(document["name"] == "La Noisette & Cie");
    CHECK(document["summary"] == "<p>monnaie locale</p><p>Une &lt;phrase&gt;.</p>");
    CHECK(node.federation->profile().title == "La Noisette & Cie");
    const auto update = json::parse(node.text("SELECT json FROM object WHERE type = 'Update'"));
    CHECK(update["object"]["name"] == "La Noisette & Cie");
    const federation::ProfileKeeper again(node.database, "autre");
    CHECK(again.get().sentence == "Une <phrase>.");
    CHECK(again.get().hue == 11);
}

TEST_CASE("discovery answers what old and new software asks") {
    TestNode node;
    const auto discovery = node.get("/.well-known/nodeinfo", "");
    REQUIRE(discovery.status == 200);
    int links = 0;
    const auto listed = parsed(discovery);
    for (const auto& link : listed["links"]) {
        const auto href = link["href"].get<std::string>();
        if (href.find("/nodeinfo/") == std::string::npos) continue;
        ++links;
        const auto info =
            node.get(href.substr(std::string("https://lanoisette.example").size()), "");
        CHECK(info.status == 200);
        CHECK(parsed(info)["software"]["name"] == "essaim");
        CHECK(parsed(info)["protocols"][0] == "activitypub");
        CHECK(parsed(info)["openRegistrations"] == false);
    }
    CHECK(links == 2);
    CHECK(node.get("/.well-known/host-meta", "").body.find("webfinger?resource={uri}") !=
          std::string::npos);
    CHECK(parsed(node.get("/.well-known/host-meta.json", ""))["links"].size() == 1);
}

TEST_CASE("collections tell their size and come in pages of twenty") {
    TestNode node;
    node.write(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45) "
        "INSERT INTO follower SELECT 'lanoisette', 'https://gironde.example/u/' || i, 'x', i FROM "
        "n");
    federation::Profile profile{.title = "La Noisette", .tagline = "", .sentence = ""};
    profile.show_followers = true;
    REQUIRE(node.federation->set_profile(profile));
    const auto followers = parsed(node.get("/@lanoisette/followers"));
    CHECK(followers["totalItems"] == 45);
    CHECK(followers["id"] == std::string(kUs) + "/followers");
    std::size_t seen = 0;
    auto next = followers["first"].get<std::string>();
    for (int page = 0; page < 5 && !next.empty(); ++page) {
        const auto one =
            parsed(node.get(next.substr(std::string("https://lanoisette.example").size())));
        CHECK(one["id"] == next);
        CHECK(one["orderedItems"].size() <= 20);
        seen += one["orderedItems"].size();
        next = one.value("next", "");
    }
    CHECK(seen == 45);
    CHECK(parsed(node.get("/@lanoisette/following"))["totalItems"] == 0);
    CHECK(parsed(node.get("/actor/outbox"))["totalItems"] == 0);
    CHECK(parsed(node.get("/@lanoisette/featured"))["orderedItems"].empty());
    CHECK(node.get("/@personne/followers").status == 404);
    CHECK(node.get("/@lanoisette/followers?page=-1").status == 200);
    CHECK(node.get("/@lanoisette/followers?page=99999999999999999999").status == 200);
}

TEST_CASE("what we publish stands in the outbox and at its address until it is deleted") {
    TestNode node;
    const std::string id = "https://lanoisette.example/o/01A";
    publish(node, said(id + "#create", "Create", article(id)));
    CHECK(parsed(node.get("/@lanoisette/outbox"))["totalItems"] == 1);
    const auto page = parsed(node.get("/@lanoisette/outbox?page=1"));
    CHECK(page["orderedItems"][0]["object"]["id"] == id);

    const auto document = node.get("/o/01A");
    REQUIRE(document.status == 200);
    CHECK(header(document, "Content-Type") == "application/activity+json");
    CHECK(parsed(document)["id"] == id);
    const auto person = node.get("/o/01A", "text/html");
    CHECK(person.status == 303);
    CHECK(header(person, "Location") == "https://lanoisette.example/actualites/le-marche");
    const auto stored = node.federation->stored(id);
    REQUIRE(stored);
    CHECK(stored->public_);
    CHECK_FALSE(stored->deleted);

    publish(node,
            said("https://lanoisette.example/a/01B", "Delete",
                 activitypub::make_tombstone(id, "Article", node.clock.now())),
            federation::Listing::Unlisted);
    const auto gone = node.get("/o/01A");
    CHECK(gone.status == 410);
    CHECK(parsed(gone)["type"] == "Tombstone");
    CHECK(node.get("/o/01A", "text/html").status == 410);
    CHECK(parsed(node.get("/@lanoisette/outbox"))["totalItems"] == 0);
    CHECK(node.get("/a/01B").status == 200);
    CHECK(node.federation->stored(id)->deleted);
}

TEST_CASE("what is not public, not ours or not there is equally not found") {
    TestNode node;
    auto secret = article("https://lanoisette.example/o/01S");
    secret["to"] = {"https://gironde.example/u/bob"};
    secret["cc"] = json::array();
    auto create = said("https://lanoisette.example/o/01S#create", "Create", secret);
    create["to"] = secret["to"];
    create["cc"] = secret["cc"];
    publish(node, create, federation::Listing::Unlisted);
    node.write(
        "INSERT INTO object (id, type, actor, local, json, published, updated) VALUES "
        "('https://lanoisette.example/o/01F', 'Note', 'x', 0, '{\"to\":\"" +
        std::string(kPublic) + "\"}', 1, 1)");
    for (const auto* path : {"/o/01S", "/o/01F", "/o/01X", "/a/01X"}) {
        CAPTURE(path);
        const auto response = node.get(path);
        CHECK(response.status == 404);
        CHECK(response.body == node.get("/o/nothing").body);
    }
}
