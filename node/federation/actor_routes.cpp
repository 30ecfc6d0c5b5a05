#include "node/federation/actor_routes.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <vector>

#include "activitypub/jsonld/contexts.h"
#include "activitypub/media_type.h"
#include "activitypub/vocabulary/collection.h"
#include "node/base/text.h"
#include "node/federation/pins.h"
#include "node/federation/visibility.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr std::int64_t kPerPage = 20;
constexpr std::int64_t kMostPages = 100'000;

struct Listed {  // one collection of one actor, read page by page
    const char* name;
    const char* count;
    const char* page;  // arguments: local name, limit, offset
    bool embedded;     // items are documents, not IRIs
    bool (*shown)(const LocalActor&, const Profile&);
};

// Whom people like is theirs: of members never, of the association if it wants (L13).
bool shows_followers(const LocalActor& actor, const Profile& profile) {
    return actor.is_node() || (actor.kind == "association" && profile.show_followers);
}
bool shows_following(const LocalActor& actor, const Profile& profile) {
    return actor.is_node() || (actor.kind == "association" && profile.show_following);
}
bool shows_always(const LocalActor&, const Profile&) { return true; }

constexpr Listed kFollowers = {
    "followers", "SELECT count(*) FROM follower WHERE local_name = ?",
    "SELECT actor FROM follower WHERE local_name = ? ORDER BY since DESC, actor LIMIT ? OFFSET ?",
    false, shows_followers};
constexpr Listed kFollowing = {
    "following", "SELECT count(*) FROM following WHERE local_name = ? AND state = 'accepted'",
    "SELECT actor FROM following WHERE local_name = ? AND state = 'accepted' "
    "ORDER BY since DESC, actor LIMIT ? OFFSET ?",
    false, shows_following};
constexpr Listed kOutbox = {"outbox",
                            "SELECT count(*) FROM outbox b JOIN object o ON o.id = b.activity "
                            "WHERE b.local_name = ? AND b.public = 1 AND o.deleted IS NULL",
                            "SELECT o.json FROM outbox b JOIN object o ON o.id = b.activity "
                            "WHERE b.local_name = ? AND b.public = 1 AND o.deleted IS NULL "
                            "ORDER BY b.position DESC LIMIT ? OFFSET ?",
                            true, shows_always};

std::int64_t page_number(const std::string& text) {
    std::int64_t number = 1;  // "page=true", as Mastodon writes it, is the first
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number < 1 || number > kMostPages ? 1 : number;
}

// Whom we follow, as far as anybody may see them: those who are kept back are
// not counted either (B10). Followers are all counted: that is no word of theirs.
std::vector<std::string> followed(storage::Connection& connection, const LocalActor& actor,
                                  const Visibility& visibility) {
    std::vector<std::string> all;
    auto query = connection.query(kFollowing.page).arg(actor.name).arg(-1).arg(0);
    while (query.step()) {
        if (visibility.can_see_actor(Viewer::Anyone, query.text(0))) all.push_back(query.text(0));
    }
    return all;
}

nlohmann::json page_of_followed(const std::vector<std::string>& all, std::int64_t page) {
    auto items = nlohmann::json::array();
    const auto from = static_cast<std::size_t>((page - 1) * kPerPage);
    const auto end = std::min(all.size(), from + static_cast<std::size_t>(kPerPage));
    for (auto at = from; at < end; ++at) items.push_back(all[at]);
    return items;
}

nlohmann::json items_of(storage::Connection& connection, const Listed& what,
                        const LocalActor& actor, std::int64_t page) {
    auto items = nlohmann::json::array();
    auto query =
        connection.query(what.page).arg(actor.name).arg(kPerPage).arg((page - 1) * kPerPage);
    while (query.step()) {
        if (what.embedded) {
            items.push_back(nlohmann::json::parse(query.text(0)));
        } else {
            items.push_back(query.text(0));
        }
    }
    return items;
}

web::Response collection(const storage::Database& database, const LocalActor& actor,
                         const Listed& what, const Profile& profile, const Visibility& visibility,
                         const web::Request& request) {
    const auto id = actor.id + "/" + what.name;
    const bool shown = what.shown(actor, profile);
    const auto asked = request.query_value("page");
    if (asked && !shown) {
        return web::Response::text(403, "This list is not shown.\n").with("Vary", "Accept");
    }
    auto reader = database.read();
    const bool gated = &what == &kFollowing;
    const auto in_sight = gated ? followed(*reader, actor, visibility) : std::vector<std::string>();
    auto total = static_cast<std::int64_t>(in_sight.size());
    if (!gated) {
        auto query = reader->query(what.count).arg(actor.name);
        total = query.step() ? query.number(0) : 0;
    }
    const auto page_id = [&](std::int64_t page) { return id + "?page=" + std::to_string(page); };
    const auto last = std::max<std::int64_t>(1, (total + kPerPage - 1) / kPerPage);
    nlohmann::json document;
    if (asked) {
        const auto page = page_number(*asked);
        document = activitypub::make_ordered_page(
            {.id = page_id(page),
             .part_of = id,
             .total = total,
             .next = page < last ? page_id(page + 1) : "",
             .prev = page > 1 ? page_id(page - 1) : ""},
            gated ? page_of_followed(in_sight, page) : items_of(*reader, what, actor, page));
    } else {
        // Without "first" Mastodon knows that the list is hidden (case 9).
        document = activitypub::make_ordered_collection({.id = id,
                                                         .total = total,
                                                         .first = shown ? page_id(1) : "",
                                                         .last = shown ? page_id(last) : ""});
    }
    return activity_json(200, document.dump()).with("Cache-Control", "max-age=60, public");
}

// URIs as strings: Mastodon takes no other form from an Organization (case 49).
web::Response featured(const storage::Database& database, const LocalActor& actor,
                       const Visibility& visibility) {
    auto items = nlohmann::json::array();
    if (actor.kind == "association") {
        auto reader = database.read();
        for (auto& id : pinned_objects(*reader)) {
            const Thing text{.id = id, .author = actor.id};
            if (visibility.can_see(Viewer::Anyone, text)) items.push_back(std::move(id));
        }
    }
    const auto total = static_cast<std::int64_t>(items.size());
    return activity_json(
               200, activitypub::make_ordered_collection(
                        {.id = actor.id + "/featured", .total = total, .first = {}, .last = {}},
                        std::move(items))
                        .dump())
        .with("Cache-Control", "max-age=180, public");
}

web::Response featured_tags(const LocalActors& actors, const LocalActor& actor,
                            const Profile& profile) {
    auto items = nlohmann::json::array();
    for (const auto& tag : profile.tags) {
        if (actor.kind != "association") break;
        items.push_back({{"type", "Hashtag"},
                         {"href", actors.base() + "/mots/" + base::percent_encode(tag)},
                         {"name", "#" + tag}});
    }
    nlohmann::json document = {{"id", actor.id + "/featuredTags"},
                               {"type", "Collection"},
                               {"totalItems", items.size()},
                               {"items", std::move(items)}};
    activitypub::add_context(document);
    return activity_json(200, document.dump()).with("Cache-Control", "max-age=180, public");
}

web::Response nobody() {
    return web::Response::text(404, "Nobody of that name.\n").with("Vary", "Accept");
}

web::Response actor_document(std::shared_ptr<const std::string> bytes) {
    if (!bytes) return nobody();  // made this very moment
    auto response = activity_json(200, {}).with("Cache-Control", "max-age=180, public");
    response.shared_body = std::move(bytes);
    return response;
}

// Never given again: 410 (A12), which people read on the page it had.
web::Response gone(const LocalActors& actors, const std::string& name, bool machine) {
    if (!machine) {
        return web::Response::see_other("/membres/" + base::percent_encode(name))
            .with("Vary", "Accept");
    }
    nlohmann::json tombstone = {
        {"id", actors.base() + "/@" + name}, {"type", "Tombstone"}, {"formerType", "Person"}};
    activitypub::add_context(tombstone);
    return activity_json(410, tombstone.dump()).with("Cache-Control", "max-age=180, public");
}

}  // namespace

web::Response activity_json(int status, std::string body) {
    return web::Response::json(status, std::string(activitypub::kActivityJson), std::move(body))
        .with("Vary", "Accept");
}

void add_actor_routes(web::Router& router, const LocalActors& actors,
                      const ActorDocuments& documents, const ProfileKeeper& profile,
                      const storage::Database& database, const Visibility& visibility) {
    router.get("/actor", [&](const web::Request&) { return actor_document(documents.node()); });
    // One of ours, with a name of its own: not the node.
    const auto on = [&](const std::string& suffix, auto answer) {
        router.get("/@{name}" + suffix, [&actors, answer](const web::Request& request) {
            const auto name = request.parameter("name");
            const bool machine =
                activitypub::prefers_activity_json(request.header("accept").value_or(""));
            if (actors.is_gone(name)) return gone(actors, name, machine);
            const auto* actor = actors.by_name(name);
            if (actor == nullptr || actor->is_node()) return nobody();
            return answer(*actor, request, machine);
        });
    };
    on("", [&](const LocalActor& actor, const web::Request&, bool machine) {
        if (machine) return actor_document(documents.of(actor.name));
        const auto page = page_of(actors, actor);
        return web::Response::see_other(page.substr(actors.base().size()))
            .with("Vary", "Accept")
            .with("Link",
                  "<" + actor.id + ">; rel=\"alternate\"; type=\"application/activity+json\"");
    });
    for (const auto* what : {&kFollowers, &kFollowing, &kOutbox}) {
        const std::string name = what->name;
        router.get("/actor/" + name, [&, what](const web::Request& request) {
            return collection(database, actors.node(), *what, profile.get(), visibility, request);
        });
        on("/" + name, [&, what](const LocalActor& actor, const web::Request& request, bool) {
            return collection(database, actor, *what, profile.get(), visibility, request);
        });
    }
    on("/featured", [&](const LocalActor& actor, const web::Request&, bool) {
        return featured(database, actor, visibility);
    });
    on("/featuredTags", [&](const LocalActor& actor, const web::Request&, bool) {
        return featured_tags(actors, actor, profile.get());
    });
}

}  // namespace essaim::federation
