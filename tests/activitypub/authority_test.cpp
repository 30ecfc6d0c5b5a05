// The tables of security.md §1.2: B1, B3, B4, B5, B7 and interop cases 31, 68.
#include "activitypub/authority.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace activitypub;
using nlohmann::json;

namespace {

constexpr const char* kMiel = "https://a.example/u/miel";
constexpr const char* kPost = "https://a.example/o/1";

Activity activity_of(const json& changes) {
    json j = {{"id", "https://a.example/a/1"},
              {"type", "Create"},
              {"actor", kMiel},
              {"object", kPost},
              {"to", json::array({"as:Public"})}};
    if (!changes.is_null()) j.update(changes);
    const auto activity = parse_activity(j);
    REQUIRE(activity.has_value());
    return *activity;
}

Object object_of(const json& changes) {
    json j = {{"id", kPost},
              {"type", "Note"},
              {"attributedTo", kMiel},
              {"content", "bonjour"},
              {"to", json::array({"as:Public"})}};
    if (!changes.is_null()) j.update(changes);
    const auto object = parse_object(j);
    REQUIRE(object.has_value());
    return *object;
}

Actor actor_of(const json& changes) {
    json j = {{"id", kMiel}, {"type", "Person"}, {"inbox", "https://a.example/u/miel/inbox"}};
    if (!changes.is_null()) j.update(changes);
    const auto actor = parse_actor(j);
    REQUIRE(actor.has_value());
    return *actor;
}

bool refused(const Result<void>& result) {
    return !result && result.error().fault == Fault::WrongOrigin;
}

}  // namespace

TEST_CASE("B1: a fetched document is the one at its address, exactly") {
    CHECK(is_what_was_fetched("https://a.example/o/1", kPost));
    CHECK(is_what_was_fetched("https://a.example/o/1#main-key", kPost));
    for (const auto* elsewhere :
         {"https://evil.example/o/1", "https://a.example/o/2", "http://a.example/o/1",
          "https://a.example/o/1?x", "https://a.example.evil.example/o/1", "https://a.example/O/1"})
        CHECK(refused(is_what_was_fetched(elsewhere, kPost)));
    // An id with a fragment can never match a fetch.
    CHECK(refused(is_what_was_fetched("https://a.example/o/1#x", "https://a.example/o/1#x")));
    CHECK(refused(is_what_was_fetched("", "")));
}

TEST_CASE("an actor creates what is its own") { CHECK(may_create(activity_of({}), object_of({}))); }

TEST_CASE("B3: attributedTo is the actor, as one string") {
    const json hostile = json::parse(R"([1, "1", "admin", ["https://a.example/u/miel"],
        {"id": "https://a.example/u/miel"}, null, "", "https://a.example/u/bob",
        "https://a.example/u/miel#x", "https://a.example/u/Miel", "https://b.example/u/miel"])");
    for (const json& value : hostile) {
        CAPTURE(value.dump());
        CHECK(refused(may_create(activity_of({}), object_of({{"attributedTo", value}}))));
        CHECK(refused(may_update(activity_of({}), object_of({{"attributedTo", value}}), kMiel)));
    }
}

TEST_CASE("ids lie on the origin of the actor") {
    CHECK(refused(may_create(activity_of({{"id", "https://b.example/a/1"}}), object_of({}))));
    CHECK(refused(may_create(activity_of({{"id", "http://a.example/a/1"}}), object_of({}))));
    CHECK(refused(may_create(activity_of({{"object", "https://b.example/o/1"}}),
                             object_of({{"id", "https://b.example/o/1"}}))));
    // The object judged is the object named.
    CHECK(refused(may_create(activity_of({}), object_of({{"id", "https://a.example/o/2"}}))));
    CHECK(refused(may_create(activity_of({}), object_of({{"type", "Person"}}))));
}

TEST_CASE("B4: what another wrote cannot be sent again under one's own name") {
    // Bob embeds miel's private post as if it were his, then with a new audience.
    const auto by_bob = activity_of({{"actor", "https://a.example/u/bob"}});
    const auto claimed = object_of({{"attributedTo", "https://a.example/u/bob"}});
    CHECK(refused(may_update(by_bob, claimed, kMiel)));
    CHECK(refused(may_create(by_bob, object_of({}))));
}

TEST_CASE("B5: only the same actor updates, deletes and undoes, not a neighbour") {
    const auto by_bob = activity_of({{"actor", "https://a.example/u/bob"}});
    CHECK(may_update(activity_of({}), object_of({}), kMiel));
    CHECK(may_update(activity_of({}), object_of({}), ""));
    CHECK(refused(may_update(by_bob, object_of({}), kMiel)));

    CHECK(may_delete(activity_of({}), kMiel));
    CHECK(may_delete(activity_of({}), ""));  // B6: buried in advance
    CHECK(may_delete(activity_of({{"object", kMiel}}), ""));
    CHECK(refused(may_delete(by_bob, kMiel)));
    CHECK(refused(may_delete(activity_of({{"object", "https://b.example/o/1"}}), "")));
    CHECK(refused(may_delete(activity_of({{"object", "https://b.example/o/1"}}), kMiel)));

    const json like = {{"id", "https://a.example/a/0"}, {"type", "Like"}, {"actor", kMiel}};
    CHECK(may_undo(activity_of({{"object", like}}), kMiel));
    CHECK(may_undo(activity_of({{"object", "https://a.example/a/0"}}), ""));
    CHECK(refused(may_undo(activity_of({{"object", like}}), "https://a.example/u/bob")));
    json by_another = like;
    by_another["actor"] = "https://a.example/u/bob";
    CHECK(refused(may_undo(activity_of({{"object", by_another}}), "")));
    CHECK(refused(may_undo(activity_of({{"object", "https://b.example/a/0"}}), "")));
}

TEST_CASE("B5: an actor updates itself, and nobody else does") {
    const auto self = object_of({{"id", kMiel}, {"type", "Person"}});
    CHECK(may_update(activity_of({{"object", kMiel}}), self, ""));
    CHECK(refused(may_update(activity_of({{"object", kMiel}, {"actor", "https://a.example/u/bob"}}),
                             self, "")));
}

TEST_CASE("B5: a move needs both sides to say so") {
    const json names = {{"object", kMiel}, {"target", "https://b.example/u/miel"}};
    const auto move = activity_of(names);
    const auto origin = actor_of({{"movedTo", "https://b.example/u/miel"}});
    const auto target =
        actor_of({{"id", "https://b.example/u/miel"}, {"alsoKnownAs", json::array({kMiel})}});
    CHECK(may_move(move, origin, target));
    CHECK(refused(may_move(move, actor_of({}), target)));
    CHECK(refused(may_move(move, origin, actor_of({{"id", "https://b.example/u/miel"}}))));
    CHECK(refused(may_move(activity_of({}), origin, target)));
    CHECK(refused(may_move(move, origin, actor_of({{"alsoKnownAs", kMiel}}))));
}

TEST_CASE("an answer counts only from the one asked, about our own request") {
    const char* ours = "https://nous.example/actor";
    const char* request = "https://nous.example/a/7";
    const json follow = {{"id", request}, {"type", "Follow"}, {"actor", ours}, {"object", kMiel}};
    CHECK(may_answer(activity_of({{"object", request}}), kMiel, ours, request));
    CHECK(may_answer(activity_of({{"object", follow}}), kMiel, ours, request));
    json renamed = follow;
    renamed["id"] = "https://a.example/follow/1";
    CHECK(may_answer(activity_of({{"object", renamed}}), kMiel, ours, request));
    CHECK(refused(
        may_answer(activity_of({{"object", request}}), "https://a.example/u/bob", ours, request)));
    CHECK(refused(may_answer(activity_of({{"object", kPost}}), kMiel, ours, request)));
    CHECK(refused(may_answer(activity_of({{"object", request}}), "", ours, "")));
    renamed["actor"] = "https://nous.example/another";
    CHECK(refused(may_answer(activity_of({{"object", renamed}}), kMiel, ours, request)));
}

TEST_CASE("announcing foreign posts is fine, announcing private ones is not") {
    const auto announce = activity_of({{"object", "https://b.example/o/1"}});
    const auto open = object_of({{"id", "https://b.example/o/1"}});
    const auto closed = object_of({{"id", "https://b.example/o/1"}, {"to", json::array({kMiel})}});
    CHECK(may_announce(announce, nullptr));
    CHECK(may_announce(announce, &open));
    CHECK(refused(may_announce(announce, &closed)));
    CHECK(refused(may_announce(activity_of({{"object", kPost}}), &open)));
}

TEST_CASE("only the owner of a collection changes it") {
    const auto pin = activity_of({{"target", "https://a.example/u/miel/featured"}});
    CHECK(may_change_collection(pin, kMiel));
    CHECK(refused(may_change_collection(pin, "https://a.example/u/bob")));
    CHECK(refused(may_change_collection(pin, "")));
    CHECK(refused(may_change_collection(activity_of({{"target", "https://b.example/f"}}), kMiel)));
}

TEST_CASE("case 68: a person writes for a group of the same host, and for nobody else") {
    const char* group = "https://a.example/@ateliers";
    const json pair = {{"type", "Event"}, {"attributedTo", group}, {"actor", kMiel}};
    const auto event = object_of(pair);
    CHECK(writes_for_another(activity_of({}), event));
    CHECK(may_create(activity_of({}), event, "Group"));
    CHECK(may_update(activity_of({}), event, group, "Group"));
    CHECK(refused(may_create(activity_of({}), event, "Person")));
    CHECK(refused(may_create(activity_of({}), event)));
    CHECK(refused(may_update(activity_of({}), event, kMiel, "Group")));
    CHECK(refused(may_delete(activity_of({}), group)));
    for (const json& broken :
         {json{{"type", "Note"}}, json{{"attributedTo", "https://b.example/@ateliers"}},
          json{{"actor", "https://a.example/u/bob"}}, json{{"actor", nullptr}}}) {
        json changed = pair;
        changed.update(broken);
        CAPTURE(changed.dump());
        CHECK_FALSE(writes_for_another(activity_of({}), object_of(changed)));
        CHECK(refused(may_create(activity_of({}), object_of(changed), "Group")));
    }
}
