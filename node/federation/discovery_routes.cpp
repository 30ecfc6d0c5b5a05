#include "node/federation/discovery_routes.h"

#include <nlohmann/json.hpp>

#include "activitypub/discovery/host_meta.h"
#include "activitypub/discovery/nodeinfo.h"
#include "activitypub/discovery/webfinger.h"
#include "node/base/text.h"
#include "node/federation/actor_documents.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr const char* kVersion = "0.1.0";

web::Response discovery(int status, std::string media_type, std::string body, const char* age) {
    return web::Response::json(status, std::move(media_type), std::move(body))
        .with("Access-Control-Allow-Origin", "*")
        .with("Cache-Control", std::string("public, max-age=") + age);
}

web::Response unknown(int status, const char* text) {
    return web::Response::text(status, text).with("Access-Control-Allow-Origin", "*");
}

// Which of ours is meant; null: none.
const LocalActor* meant(const LocalActors& actors, const activitypub::Resource& resource) {
    if (resource.handle) {
        if (resource.handle->host != actors.host()) return nullptr;
        return actors.by_name(base::ascii_lower(resource.handle->user));
    }
    const auto& base = actors.base();
    if (resource.iri == base || resource.iri == base + "/") return &actors.node();
    return actors.by_id(resource.iri);
}

bool is_gone(const LocalActors& actors, const activitypub::Resource& resource) {
    if (!resource.handle) return actors.is_gone(resource.iri);
    return resource.handle->host == actors.host() &&
           actors.is_gone(base::ascii_lower(resource.handle->user));
}

web::Response webfinger(const LocalActors& actors, const Profile& profile,
                        const web::Request& request) {
    const auto asked = request.query_value("resource");
    if (!asked) return unknown(400, "Which resource?\n");
    const auto resource = activitypub::parse_resource(*asked);
    if (!resource) return unknown(400, "That is no resource.\n");
    const auto* actor = meant(actors, *resource);
    // Mastodon takes the account away on 410 (case 2).
    if (actor == nullptr && is_gone(actors, *resource)) return unknown(410, "Gone for good.\n");
    if (actor == nullptr) return unknown(404, "Nobody of that name.\n");
    activitypub::JrdDraft draft;
    draft.handle = {.user = actor->name, .host = actors.host()};
    draft.actor_id = actor->id;
    draft.profile_url = page_of(actors, *actor);
    if (!actor->is_node()) {
        draft.avatar = picture_of(actors, *actor, profile);
        draft.avatar_media_type = "image/png";
    }
    draft.interact_address = actors.base() + "/authorize_interaction";
    draft.write_address = actors.base() + "/ecrire?texte=";
    draft.is_server = actor->kind == "node";
    return discovery(200, "application/jrd+json", activitypub::make_jrd(draft).dump(), "3600");
}

activitypub::NodeInfo numbers(const LocalActors& actors, const Profile& profile,
                              const storage::Database& database) {
    activitypub::NodeInfo info;
    info.software = "essaim";
    info.version = kVersion;
    // The association, and members with an address of their own.
    info.users_total = static_cast<std::int64_t>(actors.all().size()) - 1;
    info.users_active_month = 1;
    info.users_active_halfyear = 1;
    info.node_name = profile.title;
    info.node_description = profile.sentence.empty() ? profile.tagline : profile.sentence;
    auto reader = database.read();
    // Only what everybody may read: a count must not betray the rest (B10).
    auto query = reader->query(
        "SELECT count(DISTINCT o.id), count(DISTINCT t.object) FROM outbox b "
        "JOIN object a ON a.id = b.activity JOIN object o ON o.id = a.subject "
        "LEFT JOIN thread_item t ON t.object = o.id AND t.parent <> '' "
        "WHERE b.local_name = ? AND b.public = 1 "
        "AND o.deleted IS NULL AND o.type IN ('Article', 'Note', 'Page')");
    query.arg(actors.association().name);
    if (query.step()) info.local_comments = query.number(1);  // what answers
    info.local_posts = query.number(0) - info.local_comments;
    return info;
}

}  // namespace

void add_discovery_routes(web::Router& router, const LocalActors& actors,
                          const ProfileKeeper& profile, const storage::Database& database) {
    router.get("/.well-known/webfinger", [&](const web::Request& request) {
        return webfinger(actors, profile.get(), request);
    });
    router.get("/.well-known/host-meta", [&](const web::Request&) {
        return discovery(200, "application/xrd+xml", activitypub::make_host_meta(actors.base()),
                         "86400");
    });
    router.get("/.well-known/host-meta.json", [&](const web::Request&) {
        return discovery(200, "application/jrd+json",
                         activitypub::make_host_meta_json(actors.base()).dump(), "86400");
    });
    router.get("/.well-known/nodeinfo", [&](const web::Request&) {
        return discovery(
            200, "application/json",
            activitypub::make_nodeinfo_discovery(actors.base(), actors.node().id).dump(), "86400");
    });
    const auto add = [&](const char* path, activitypub::NodeInfoVersion version) {
        router.get(path, [&actors, &profile, &database, version](const web::Request&) {
            const auto info = numbers(actors, profile.get(), database);
            return discovery(200, std::string(activitypub::nodeinfo_content_type(version)),
                             activitypub::make_nodeinfo(info, version).dump(), "1800");
        });
    };
    add("/nodeinfo/2.0", activitypub::NodeInfoVersion::v2_0);
    add("/nodeinfo/2.1", activitypub::NodeInfoVersion::v2_1);
}

}  // namespace essaim::federation
