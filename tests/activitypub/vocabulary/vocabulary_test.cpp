#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/json_guard.h"
#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/actor.h"
#include "activitypub/vocabulary/collection.h"
#include "activitypub/vocabulary/object.h"
#include "activitypub/vocabulary/terms.h"

using namespace activitypub;
using nlohmann::json;

namespace {
json many(std::size_t count) {
    json out = json::array();
    for (std::size_t i = 0; i < count; ++i)
        out.push_back("https://b.example/u/" + std::to_string(i));
    return out;
}
json note() { return {{"id", "https://a.example/o/1"}, {"type", "Note"}, {"content", "bonjour"}}; }
json like() {
    return {{"id", "https://a.example/a/1"},
            {"type", "Like"},
            {"actor", "https://a.example/u/miel"},
            {"object", "https://b.example/o/1"}};
}
}  // namespace

TEST_CASE("an activity without id, type or actor is refused") {
    for (const json& broken : {json{{"id", nullptr}}, json{{"id", "urn:uuid:1"}}, json{{"id", 1}},
                               json{{"type", nullptr}}, json{{"type", 1}}, json{{"actor", nullptr}},
                               json{{"actor", "miel"}}, json{{"actor", 1}},
                               json{{"actor", {"https://a.example/u", "https://b.example/u"}}},
                               json{{"object", "javascript:alert(1)"}}}) {
        json j = like();
        j.update(broken);
        CAPTURE(j.dump());
        const auto activity = parse_activity(j);
        REQUIRE_FALSE(activity.has_value());
        CHECK(activity.error().fault == Fault::Malformed);
    }
    CHECK_FALSE(parse_activity(json::array()).has_value());
}

TEST_CASE("prefixes and aliases are written out") {
    json j = like();
    j["type"] = json::array({"as:Like", "x:Y"});
    j["to"] = "as:Public";
    j["cc"] = json::array({"Public", kPublic, json{{"id", "https://b.example/u/bob"}}});
    const auto activity = parse_activity(j);
    REQUIRE(activity.has_value());
    CHECK(activity->type == "Like");
    CHECK(activity->to == std::vector<std::string>{std::string(kPublic)});
    CHECK(activity->cc ==
          std::vector<std::string>{std::string(kPublic), "https://b.example/u/bob"});
    CHECK(activity->object_id == "https://b.example/o/1");
    CHECK(activity->object == nullptr);
}

TEST_CASE("an embedded object lives as long as the activity, copies included") {
    std::optional<Activity> copy;
    {
        json j = like();
        j["object"] = note();
        copy = parse_activity(std::move(j)).value();
    }
    REQUIRE(copy->object);
    CHECK((*copy->object)["content"] == "bonjour");
    CHECK(copy->object_type == "Note");
    CHECK(copy->object_id == "https://a.example/o/1");
}

TEST_CASE("more than 500 recipients are refused, in all properties together") {
    json j = like();
    j["to"] = many(500);
    CHECK(parse_activity(j).has_value());
    j["cc"] = "https://c.example/u/c";
    CHECK_FALSE(parse_activity(j).has_value());
    json object = note();
    object["cc"] = many(501);
    CHECK_FALSE(parse_object(object).has_value());
}

TEST_CASE("limits of D1 on objects: text and options refuse, tags and attachments are cut") {
    json j = note();
    j["content"] = std::string(kMaxContentBytes, 'x');
    CHECK(parse_object(j).has_value());
    j["summary"] = "x";
    CHECK_FALSE(parse_object(j).has_value());

    j = note();
    for (int i = 0; i < 200; ++i) {
        j["tag"].push_back({{"type", "Hashtag"}, {"name", "#x"}, {"href", "javascript:x"}});
        j["attachment"].push_back({{"type", "Document"}, {"url", "https://a.example/f"}});
    }
    const auto object = parse_object(j);
    REQUIRE(object.has_value());
    CHECK(object->tags.size() == kMaxTags);
    CHECK(object->tags[0].href.empty());
    CHECK(object->attachments.size() == kMaxAttachments);

    j = note();
    j["type"] = "Question";
    for (std::size_t i = 0; i <= kMaxOptions; ++i) j["oneOf"].push_back({{"name", "oui"}});
    CHECK_FALSE(parse_object(j).has_value());
    j["oneOf"].erase(0);
    j["oneOf"][0]["replies"] = {{"totalItems", -4}};
    j["oneOf"][1]["replies"] = {{"totalItems", 4}};
    const auto poll = parse_object(j);
    REQUIRE(poll.has_value());
    CHECK(poll->options[0].votes == 0);
    CHECK(poll->options[1].votes == 4);
}

TEST_CASE("an actor is one of five types, with the keys it claims") {
    json j = {{"id", "https://a.example/u/miel"}, {"type", "Note"}};
    CHECK(parse_actor(j).error().fault == Fault::Unsupported);
    j["type"] = "Organization";
    j["publicKey"] =
        json::array({{{"id", "https://a.example/u/miel#k"},
                      {"owner", "https://a.example/u/miel"},
                      {"publicKeyPem", "PEM"}},
                     {{"id", "x"}, {"owner", "https://a.example/u/miel"}, {"publicKeyPem", "PEM"}},
                     {{"id", "https://a.example/u/miel#l"},
                      {"owner", "https://a.example/u/miel"},
                      {"publicKeyPem", std::string(kMaxPemBytes + 1, 'x')}},
                     "https://a.example/u/miel#m"});
    j["inbox"] = "not an address";
    j["url"] = json::array({json{{"type", "Link"}, {"href", "https://a.example/@miel"}}});
    const auto actor = parse_actor(j);
    REQUIRE(actor.has_value());
    REQUIRE(actor->keys.size() == 1);
    CHECK(actor->keys[0].id == "https://a.example/u/miel#k");
    CHECK(actor->inbox.empty());
    CHECK(actor->url == "https://a.example/@miel");
}

TEST_CASE("a keyId may lead to an actor, to a stub, or to a bare key") {
    const char* owner = "https://g.example/users/gts";
    const json key = {
        {"id", "https://g.example/users/gts/main-key"}, {"owner", owner}, {"publicKeyPem", "PEM"}};
    const json stub = {{"id", owner}, {"type", "Person"}, {"publicKey", key}};
    const json multikey = {{"id", "https://g.example/users/gts#ed25519-key"},
                           {"type", "Multikey"},
                           {"controller", owner},
                           {"publicKeyMultibase", "z6Mk"}};
    for (const json& document : {key, stub, multikey}) {
        const auto read = parse_key_document(document);
        REQUIRE(read.has_value());
        CHECK(read->owner == owner);
        CHECK(read->keys.size() + read->multikeys.size() == 1);
    }
    CHECK_FALSE(parse_key_document(note()).has_value());
    CHECK_FALSE(parse_key_document(json("x")).has_value());
}

TEST_CASE("collections are read within bounds, an embedded first page included") {
    const json j = {{"id", "https://a.example/r"},
                    {"type", "Collection"},
                    {"totalItems", 1'000'000},
                    {"first",
                     {{"type", "CollectionPage"},
                      {"items", many(60)},
                      {"next", "https://a.example/r?page=2"}}}};
    const auto read = parse_collection(j);
    REQUIRE(read.has_value());
    CHECK(read->item_ids.size() == kMaxItemsRead);
    CHECK(read->next == "https://a.example/r?page=2");
    CHECK(read->total == 1'000'000);
    CHECK(parse_collection(j, 3)->item_ids.size() == 3);
    CHECK(parse_collection(note()).error().fault == Fault::Unsupported);
    CHECK_FALSE(parse_collection({{"type", "Collection"}, {"totalItems", -1}})->total.has_value());
}

TEST_CASE("our own collections: a hidden list has a count and no first page") {
    const json hidden = make_ordered_collection({"https://a.example/f", 12, "", ""});
    CHECK(hidden["totalItems"] == 12);
    CHECK_FALSE(hidden.contains("first"));
    const json both = make_ordered_collection(
        {"https://a.example/outbox", 2, "https://a.example/outbox?page=1", ""}, many(2));
    CHECK(both["orderedItems"].size() == 2);
    CHECK(both["first"] == "https://a.example/outbox?page=1");
    const json page = make_ordered_page(
        {"https://a.example/outbox?page=1", "https://a.example/outbox", 2, "", ""}, many(2));
    CHECK(page["type"] == "OrderedCollectionPage");
    CHECK(page["partOf"] == "https://a.example/outbox");
    CHECK_FALSE(page.contains("next"));
    CHECK(parse_collection(page)->item_ids.size() == 2);
}
