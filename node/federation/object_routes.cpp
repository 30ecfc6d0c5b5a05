#include "node/federation/object_routes.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/json_access.h"
#include "activitypub/media_type.h"
#include "node/federation/actor_routes.h"
#include "node/federation/object_collections.h"
#include "node/federation/object_store.h"
#include "node/federation/visibility.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

web::Response show(const LocalActors& actors, const storage::Database& database,
                   const Visibility& visibility, const std::string& id,
                   const web::Request& request) {
    auto found = stored_document(database, id);
    const auto document =
        found ? nlohmann::json::parse(found->json, nullptr, false) : nlohmann::json();
    if (!found || !found->local || !visibility.can_see_document(Viewer::Anyone, document)) {
        return web::Response::text(404, "Not found.\n").with("Vary", "Accept");
    }
    const bool machine = activitypub::prefers_activity_json(request.header("accept").value_or(""));
    if (found->deleted) {
        if (machine) {
            return activity_json(410, found->json).with("Cache-Control", "public, max-age=180");
        }
        return web::Response::text(410, "Cette page a été retirée.\n").with("Vary", "Accept");
    }
    if (!machine) {
        const auto page = activitypub::link(document, "url");
        if (!page.empty() && page != id) {
            return web::Response::see_other(page).with("Vary", "Accept");
        }
    }
    auto json = std::move(found->json);
    if (document.contains("likes")) {
        auto reader = database.read();
        json = with_collections(document, *reader, actors, visibility);
    }
    return activity_json(200, std::move(json)).with("Cache-Control", "public, max-age=180");
}

}  // namespace

std::optional<StoredDocument> stored_document(const storage::Database& database,
                                              const std::string& id) {
    auto reader = database.read();
    auto found = ObjectStore(*reader).find(id);
    if (!found) return std::nullopt;
    const auto parsed = nlohmann::json::parse(found->json, nullptr, false);
    return StoredDocument{.json = std::move(found->json),
                          .type = std::move(found->type),
                          .local = found->local,
                          .deleted = found->deleted,
                          .public_ = activitypub::is_public_audience(
                              activitypub::list(parsed, "to"), activitypub::list(parsed, "cc"))};
}

void add_object_routes(web::Router& router, const LocalActors& actors,
                       const storage::Database& database, const Visibility& visibility) {
    for (const std::string folder : {"/o/", "/a/"}) {
        router.get(folder + "{id}",
                   [&actors, &database, &visibility, folder](const web::Request& request) {
                       return show(actors, database, visibility,
                                   actors.base() + folder + request.parameter("id"), request);
                   });
    }
    add_collection_routes(router, actors, database, visibility);
}

}  // namespace essaim::federation
