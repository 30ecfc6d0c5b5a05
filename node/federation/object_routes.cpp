#include "node/federation/object_routes.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/json_access.h"
#include "activitypub/media_type.h"
#include "node/federation/actor_routes.h"
#include "node/federation/object_store.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

// Whom we follow is public, and peers ask for the Follow they got.
bool may_be_read(const StoredDocument& document) {
    return document.public_ || document.deleted || document.type == "Follow" ||
           document.type == "Accept" || document.type == "Reject";
}

web::Response show(const storage::Database& database, const std::string& id,
                   const web::Request& request) {
    const auto found = stored_document(database, id);
    if (!found || !found->local || !may_be_read(*found)) {
        return web::Response::text(404, "Not found.\n").with("Vary", "Accept");
    }
    const bool machine =
        activitypub::prefers_activity_json(request.header("accept").value_or(""));
    if (found->deleted) {
        if (machine) {
            return activity_json(410, found->json).with("Cache-Control", "public, max-age=180");
        }
        return web::Response::text(410, "Cette page a été retirée.\n").with("Vary", "Accept");
    }
    if (!machine) {
        const auto page =
            activitypub::link(nlohmann::json::parse(found->json, nullptr, false), "url");
        if (!page.empty() && page != id) {
            return web::Response::see_other(page).with("Vary", "Accept");
        }
    }
    return activity_json(200, found->json).with("Cache-Control", "public, max-age=180");
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
                       const storage::Database& database) {
    for (const std::string folder : {"/o/", "/a/"}) {
        router.get(folder + "{id}", [&actors, &database, folder](const web::Request& request) {
            return show(database, actors.base() + folder + request.parameter("id"), request);
        });
    }
}

}  // namespace essaim::federation
