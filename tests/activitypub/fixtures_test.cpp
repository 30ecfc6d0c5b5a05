// What other software really sends must be read without a fault.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "activitypub/audience.h"
#include "activitypub/authority.h"
#include "activitypub/json_guard.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/actor.h"
#include "activitypub/vocabulary/collection.h"
#include "activitypub/vocabulary/object.h"
#include "activitypub/vocabulary/terms.h"

using namespace activitypub;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

fs::path folder() {
    // Read once, by one thread.
    const char* chosen = std::getenv("ESSAIM_FIXTURES");  // NOLINT(concurrency-mt-unsafe)
    return chosen ? fs::path(chosen)
                  : fs::path(ESSAIM_SOURCE_DIR) / ".." / "shared" / "data" / "fixtures";
}

bool absent() {
    if (fs::is_directory(folder())) return false;
    MESSAGE("skipped: no fixtures in ", folder().string());
    return true;
}

json read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    INFO(path.string());
    auto document = parse_document(bytes);
    REQUIRE_MESSAGE(document.has_value(), (document ? "" : document.error().detail));
    return *std::move(document);
}

template <class T>
T parsed(Result<T> (*parse)(const json&), const std::string& name) {
    INFO(name);
    auto result = parse(read(folder() / name));
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().detail));
    return *std::move(result);
}

Object object_in(const std::string& name) { return parsed(&parse_object, name); }
Actor actor_in(const std::string& name) { return parsed(&parse_actor, name); }
Activity activity_in(const std::string& name) { return parsed<Activity>(&parse_activity, name); }

// The parser its type asks for, so that a file in the wrong folder counts too.
std::string fault_of(const json& j) {
    const std::string type = type_of(j);
    std::optional<Error> error;
    const auto note = [&](const auto& result) {
        if (!result) error = result.error();
    };
    if (is_actor_type(type)) {
        note(parse_actor(j));
    } else if (is_collection_type(type)) {
        note(parse_collection(j));
    } else if (j.contains("actor") && j.contains("object")) {
        note(parse_activity(j));
        if (const json& inner = j["object"]; inner.is_object() && !error) return fault_of(inner);
    } else {
        note(parse_object(j));
    }
    return error ? type + ": " + error->detail : std::string();
}

}  // namespace

TEST_CASE("every fixture parses, and what it embeds too") {
    if (absent()) return;
    std::map<std::string, int> seen;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
        if (entry.path().extension() != ".json") continue;
        const std::string name = fs::relative(entry.path(), folder()).string();
        CAPTURE(name);
        CHECK(fault_of(read(entry.path())) == "");
        ++seen[name.substr(0, name.find('/'))];
    }
    for (const auto* software :
         {"lemmy", "mastodon", "mobilizon", "pleroma", "friendica", "wordpress"})
        CHECK(seen[software] > 0);
}

TEST_CASE("each actor of the fixtures has an inbox and a key of its own") {
    if (absent()) return;
    struct Row {
        const char* file;
        const char* type;
        const char* username;
        const char* best_inbox;
    };
    const Row table[] = {
        {"mastodon/objects/person.json", "Person", "mastodon",
         "https://masto.qa.urbanwildlife.biz/inbox"},
        {"lemmy/objects/group.json", "Group", "tenforward", "https://enterprise.lemmy.ml/inbox"},
        {"lemmy/objects/instance.json", "Application", "enterprise.lemmy.ml",
         "https://enterprise.lemmy.ml/inbox"},
        {"mobilizon/objects/group.json", "Group", "contribateliers", "https://mobilizon.fr/inbox"},
        {"pleroma/objects/person.json", "Person", "lanodan", "https://queer.hacktivis.me/inbox"},
        {"friendica/objects/person_1.json", "Person", "jakob", "https://soc.schuerz.at/inbox"},
        {"friendica/objects/person_2.json", "Organization", "informapirata",
         "https://poliverso.org/inbox"},
        {"wordpress/objects/group.json", "Group", "dbzer0.com",
         "https://dbzer0.com/wp-json/activitypub/1.0/inbox"},
    };
    for (const auto& row : table) {
        const Actor actor = actor_in(row.file);
        CAPTURE(row.file);
        CHECK(actor.type == row.type);
        CHECK(actor.preferred_username == row.username);
        CHECK(actor.best_inbox() == row.best_inbox);
        REQUIRE(actor.keys.size() == 1);
        CHECK(actor.keys[0].owner == actor.id);
    }
}

TEST_CASE("Mastodon: an unlisted reply with a mention") {
    if (absent()) return;
    const Object note = object_in("mastodon/objects/note_1.json");
    CHECK(note.type == "Note");
    CHECK(note.attributed_to == "https://mastodon.madrid/users/felix");
    CHECK(note.in_reply_to == "https://mamot.fr/users/retiolus/statuses/107224244380204526");
    CHECK(note.url == "https://mastodon.madrid/@felix/107224289116410645");
    CHECK(note.summary.empty());
    CHECK(visibility_of(note.to, note.cc) == Visibility::Unlisted);
    CHECK(note.published == parse_date_time("2021-11-05T11:46:50Z").value());
    const Activity flag = activity_in("mastodon/activities/flag.json");
    CHECK(flag.object_ids == std::vector<std::string>{"https://example.com/users/1",
                                                      "https://example.com/posts/380590",
                                                      "https://example.com/posts/380591"});
    const Activity gone = activity_in("mastodon/activities/delete.json");
    CHECK(gone.object_type == "Tombstone");
    CHECK(may_delete(gone, "https://mastodon.madrid/users/felix"));
    CHECK(visibility_of(object_in("mastodon/activities/private_message.json").to, {}) ==
          Visibility::Direct);
}

TEST_CASE("Lemmy: pages, votes and wrapped activities") {
    if (absent()) return;
    const Object page = object_in("lemmy/objects/page.json");
    CHECK(page.name == "Post title");
    CHECK(page.language == "fr");
    CHECK(page.audience == "https://enterprise.lemmy.ml/c/tenforward");
    REQUIRE(page.attachments.size() == 1);
    CHECK(page.attachments[0].url == "https://enterprise.lemmy.ml/pictrs/image/eOtYb9iEiB.png");
    CHECK(visibility_of(page.to, page.cc) == Visibility::Public);
    const Activity announce = activity_in("lemmy/activities/community/announce_create_page.json");
    REQUIRE(announce.object);
    CHECK(announce.object_type == "Create");
    CHECK(may_announce(announce, nullptr));
    const Activity create = parse_activity(*announce.object).value();
    CHECK(may_create(create, parse_object(*create.object).value()));
    const Activity undo = activity_in("lemmy/activities/voting/undo_like_note.json");
    CHECK(may_undo(undo, "http://ds9.lemmy.ml/u/lemmy_alpha"));
    CHECK_FALSE(may_undo(undo, "http://ds9.lemmy.ml/u/lemmy_beta"));
    CHECK(actor_in("lemmy/objects/group.json").moderators ==
          "https://enterprise.lemmy.ml/c/tenforward/moderators");
    const json moderators = read(folder() / "lemmy/collections/group_moderators.json");
    CHECK(parse_collection(moderators)->item_ids ==
          std::vector<std::string>{"https://enterprise.lemmy.ml/u/picard"});
}

TEST_CASE("Mobilizon: an event of a person for a group") {
    if (absent()) return;
    const Object event = object_in("mobilizon/objects/event.json");
    CHECK(event.attributed_to == "https://rendezvous.nomagic.uk/@devon_caledonian_society");
    CHECK(event.actor == "https://rendezvous.nomagic.uk/@emorrp1");
    CHECK(event.start_time == parse_date_time("2022-12-11T19:00:00Z").value());
    CHECK(event.location == "The Kenn Centre, Teignbridge");
    CHECK(event.language == "en");
    CHECK(event.tags.size() == 3);
    Activity create;
    create.id = event.id + "/activity";
    create.type = "Create";
    create.actor = event.actor;
    create.object_id = event.id;
    CHECK(may_create(create, event, "Group"));
    CHECK_FALSE(may_create(create, event, "Person"));
}

TEST_CASE("Friendica, Pleroma and WordPress: creates, boosts and articles") {
    if (absent()) return;
    for (const auto* name :
         {"friendica/activities/create_note.json", "friendica/activities/create_page_2.json",
          "pleroma/activities/create_note.json"}) {
        const Activity create = activity_in(name);
        CAPTURE(name);
        REQUIRE(create.object);
        const auto object = parse_object(*create.object);
        REQUIRE(object.has_value());
        CHECK(may_create(create, *object));
    }
    const Activity like = activity_in("friendica/activities/like_page.json");
    CHECK(visibility_of(like.to, like.cc) == Visibility::Unlisted);
    const Object article = object_in("wordpress/objects/page.json");
    CHECK(article.type == "Article");
    CHECK(article.name == "An Epic 3D-Printed Fan Expansion for Last Light");
    CHECK(article.language == "en");
    CHECK(article.attachments.size() == 4);
    CHECK(article.context == "https://dbzer0.com/wp-json/activitypub/1.0/posts/27948/context");
    const Actor group = actor_in("wordpress/objects/group.json");
    CHECK(group.webfinger == "dbzer0.com@dbzer0.com");
    CHECK(group.fields.size() == 1);
    CHECK(group.also_known_as.size() == 3);
    CHECK(group.implements ==
          std::vector<std::string>{"https://datatracker.ietf.org/doc/html/rfc9421"});
}
