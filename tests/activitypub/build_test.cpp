#include "activitypub/build.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/jsonld/contexts.h"
#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/terms.h"

using namespace activitypub;
using nlohmann::json;

namespace {
const Time kNow = parse_date_time("2026-03-01T18:00:00Z").value();
constexpr const char* kUs = "https://nous.example/ap/association";

ActorDraft association() {
    ActorDraft draft;
    draft.id = kUs;
    draft.type = "Organization";
    draft.preferred_username = "nous";
    draft.name = "Monnaie locale";
    draft.url = "https://nous.example/";
    draft.inbox = draft.id + "/inbox";
    draft.outbox = draft.id + "/outbox";
    draft.followers = draft.id + "/followers";
    draft.shared_inbox = "https://nous.example/inbox";
    draft.icon = "https://nous.example/icon.png";
    draft.icon_media_type = "image/png";
    draft.key_id = draft.id + "#main-key";
    draft.key_pem = "PEM";
    draft.multikey_id = draft.id + "#ed25519-key";
    draft.multibase = "z6Mk";
    draft.webfinger = "nous@nous.example";
    draft.generator = "https://nous.example/actor";
    draft.fields = {{"Site", "<a href=\"https://nous.example/\">nous</a>"}};
    draft.published = kNow;
    return draft;
}
}  // namespace

TEST_CASE("a Create gives its object the same audience and one context for both") {
    const json note = {{"@context", "x"}, {"id", "https://nous.example/o/1"}, {"type", "Note"}};
    const json j = make_activity("https://nous.example/o/1#create", "Create", kUs, note,
                                 {std::string(kPublic)}, {"https://nous.example/f"}, kNow);
    CHECK(j["@context"] == context());
    CHECK(j["to"] == json::array({kPublic}));
    CHECK(j["cc"] == json::array({"https://nous.example/f"}));
    CHECK(j["object"]["to"] == j["to"]);
    CHECK(j["object"]["cc"] == j["cc"]);
    CHECK_FALSE(j["object"].contains("@context"));
    CHECK(j["published"] == "2026-03-01T18:00:00Z");
    CHECK(parse_activity(j).has_value());
}

TEST_CASE("an Accept embeds the four members peers match it by, and nothing else") {
    json follow = make_follow("https://b.example/a/1", "https://b.example/u/bob", kUs);
    CHECK(follow["object"] == kUs);
    CHECK(follow["to"] == json::array({kUs}));
    follow["object"] = json{{"id", kUs}, {"name", "x"}};
    const json j = make_accept("https://nous.example/a/2", kUs, follow);
    CHECK(j["type"] == "Accept");
    CHECK(j["to"] == json::array({"https://b.example/u/bob"}));
    CHECK(j["object"] == json{{"id", "https://b.example/a/1"},
                              {"type", "Follow"},
                              {"actor", "https://b.example/u/bob"},
                              {"object", kUs}});
    CHECK(make_reject("https://nous.example/a/3", kUs, follow)["type"] == "Reject");
}

TEST_CASE("an Undo embeds the whole original and goes to the same people") {
    const json follow = make_follow("https://nous.example/a/1", kUs, "https://b.example/u/bob");
    const json j = make_undo("https://nous.example/a/2", kUs, follow);
    CHECK(j["object"]["id"] == follow["id"]);
    CHECK(j["object"]["object"] == "https://b.example/u/bob");
    CHECK(j["to"] == follow["to"]);
    CHECK(make_undo("https://nous.example/a/2", kUs, json("https://nous.example/a/1"))["to"] ==
          json::array());
}

TEST_CASE("a tombstone says what it was and when it went") {
    const json j = make_tombstone("https://nous.example/o/1", "Article", kNow);
    CHECK(j["type"] == "Tombstone");
    CHECK(j["formerType"] == "Article");
    CHECK(j["deleted"] == "2026-03-01T18:00:00Z");
}

TEST_CASE("our actor has the shapes that strict readers want") {
    const json j = make_actor(association());
    CHECK(j["publicKey"] ==
          json{{"id", std::string(kUs) + "#main-key"}, {"owner", kUs}, {"publicKeyPem", "PEM"}});
    REQUIRE(j["assertionMethod"].is_array());
    REQUIRE(j["assertionMethod"].size() == 1);
    CHECK(j["assertionMethod"][0]["type"] == "Multikey");
    CHECK(j["assertionMethod"][0]["controller"] == kUs);
    CHECK(j["endpoints"] == json{{"sharedInbox", "https://nous.example/inbox"}});
    REQUIRE(j["attachment"].is_array());  // Mastodon ignores anything else
    CHECK(j["attachment"][0]["type"] == "PropertyValue");
    CHECK(j["url"].is_string());
    CHECK(j["icon"]["url"].is_string());
    CHECK_FALSE(j.contains("image"));
    CHECK_FALSE(j.contains("following"));
    REQUIRE(j["generator"]["implements"].is_array());
    CHECK(j["generator"]["implements"][0]["href"] ==
          "https://datatracker.ietf.org/doc/html/rfc9421");
    REQUIRE(j["@context"].is_array());
    CHECK(j["@context"][0] == kAs2);
    CHECK(j["@context"][4].is_object());
    CHECK(j["@context"][4]["implements"]["@container"] == "@list");
    // Without it JSON-LD readers drop the Ed25519 key.
    CHECK(j["@context"][4]["assertionMethod"]["@id"] ==
          "https://w3id.org/security#assertionMethod");
}

TEST_CASE("our actor reads back as what was drafted") {
    const auto actor = parse_actor(make_actor(association()));
    REQUIRE(actor.has_value());
    CHECK(actor->type == "Organization");
    CHECK(actor->best_inbox() == "https://nous.example/inbox");
    CHECK(actor->keys == std::vector<ActorKey>{{std::string(kUs) + "#main-key", kUs, "PEM"}});
    CHECK(actor->multikeys ==
          std::vector<Multikey>{{std::string(kUs) + "#ed25519-key", kUs, "z6Mk"}});
    CHECK(actor->icon == "https://nous.example/icon.png");
    CHECK(actor->implements ==
          std::vector<std::string>{"https://datatracker.ietf.org/doc/html/rfc9421"});
    CHECK(actor->published == kNow);
    CHECK(actor->discoverable);
}

TEST_CASE("the instance actor lists its own capabilities") {
    ActorDraft draft = association();
    draft.generator = draft.id;
    const json j = make_actor(draft);
    CHECK_FALSE(j.contains("generator"));
    CHECK(j["implements"].size() == 1);
}
