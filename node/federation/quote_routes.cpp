#include "node/federation/quote_routes.h"

#include <nlohmann/json.hpp>

#include "activitypub/vocabulary/quote.h"
#include "node/federation/actor_routes.h"
#include "node/federation/object_store.h"
#include "node/federation/quotes.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

// In force, and both posts in sight of everybody.
std::optional<std::string> document_of(storage::Connection& connection,
                                       const Visibility& visibility, const std::string& id) {
    const auto granted = Quotes(connection).granted(id);
    if (!granted || granted->revoked) return std::nullopt;
    const auto post = ObjectStore(connection).find(granted->post);
    if (!post || post->deleted) return std::nullopt;
    if (!visibility.can_see_document(Viewer::Anyone,
                                     nlohmann::json::parse(post->json, nullptr, false)) ||
        !visibility.can_see(Viewer::Anyone, {.id = granted->quoting, .author = granted->actor})) {
        return std::nullopt;
    }
    return activitypub::make_quote_authorization(
               {granted->id, post->actor, granted->quoting, granted->post})
        .dump();
}

}  // namespace

void add_quote_routes(web::Router& router, const LocalActors& actors,
                      const storage::Database& database, const Visibility& visibility) {
    router.get("/o/{id}/quote_authorizations/{number}", [&](const web::Request& request) {
        auto reader = database.read();
        const auto id = actors.base() + "/o/" + request.parameter("id") + "/quote_authorizations/" +
                        request.parameter("number");
        const auto document = document_of(*reader, visibility, id);
        if (!document) return web::Response::text(404, "Not found.\n").with("Vary", "Accept");
        // Short: once revoked, nobody is to be told otherwise for long.
        return activity_json(200, *document).with("Cache-Control", "public, max-age=60");
    });
}

}  // namespace essaim::federation
