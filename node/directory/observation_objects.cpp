#include "node/directory/observation_objects.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "activitypub/jsonld/contexts.h"
#include "activitypub/media_type.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/observation_store.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"
#include "node/web/negotiation.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kPerPage = 300;  // about half a kilobyte each, with context and proof
constexpr std::size_t kMostBytesOfPage = 700'000;  // under the megabyte that a peer reads
constexpr const char* kActivityType = "application/activity+json";

web::Response document(const web::Request& request, int status, const std::string& body,
                       const std::string& tag) {
    auto response = web::Response::json(status, kActivityType, body);
    response.with("Vary", "Accept").with("Cache-Control", "public, max-age=60");
    if (!tag.empty()) response.with("ETag", "\"" + tag + "\"");
    return web::conditional(request, std::move(response));
}

web::Response nothing() { return web::Response::text(404, "Not found.\n").with("Vary", "Accept"); }

bool wants_document(const web::Request& request) {
    return activitypub::prefers_activity_json(request.header("accept").value_or(""));
}

web::Response one(Services& services, const web::Request& request) {
    const auto iri = services.federation.actors().base() + "/chiffres/" + request.parameter("id");
    auto reader = services.database.read();
    const auto held = ObservationStore(*reader).find(iri);
    if (!held) {  // taken back, or never said
        const auto gone = federation::ObjectStore(*reader).find(iri);
        if (gone && gone->deleted) return document(request, 410, gone->json, "");
        return nothing();
    }
    if (!sight_of(services).sees({.id = iri, .author = held->said_by})) return nothing();
    if (!wants_document(request)) {
        const auto card = CardStore(*reader).by_id(held->card);
        if (!card) return nothing();
        return web::Response::see_other(card_url(*card) + "#chiffres").with("Vary", "Accept");
    }
    return document(request, 200, held->document, "");
}

web::Response collection(Services& services, const web::Request& request) {
    if (!wants_document(request))
        return web::Response::see_other("/reseau/chiffres").with("Vary", "Accept");
    const auto address = services.federation.actors().base() + "/chiffres";
    auto reader = services.database.read();
    ObservationStore store(*reader);
    const auto before = whole_number(request.query_value("avant").value_or(""));
    json page = {{"id", address},
                 {"type", "OrderedCollection"},
                 {"attributedTo", services.federation.actors().association().id},
                 {"totalItems", store.count()},
                 {"first", address + "?avant=0"}};
    if (before) {
        const auto from = *before > 0 ? *before : std::numeric_limits<std::int64_t>::max();
        const auto sight = sight_of(services);
        auto items = json::array();
        std::size_t bytes = 0;
        std::int64_t last = 0;
        const auto held = store.before(from, kPerPage);
        for (const auto& figure : held) {
            if (bytes + figure.document.size() > kMostBytesOfPage) break;
            last = figure.id;
            if (!sight.sees({.id = figure.iri, .author = figure.said_by})) continue;
            bytes += figure.document.size();
            items.push_back(json::parse(figure.document, nullptr, false));
        }
        page = {{"id", address + "?avant=" + std::to_string(*before)},
                {"type", "OrderedCollectionPage"},
                {"partOf", address},
                {"orderedItems", std::move(items)}};
        if (last != 0 && (held.size() == kPerPage || last != held.back().id))
            page["next"] = address + "?avant=" + std::to_string(last);
    }
    activitypub::add_context(page);
    return document(request, 200, page.dump(),
                    store.state() + (before ? "-" + std::to_string(*before) : ""));
}

}  // namespace

void add_observation_routes(Services& services, web::Router& router) {
    router.get("/chiffres",
               [&](const web::Request& request) { return collection(services, request); });
    router.get("/chiffres/{id}",
               [&](const web::Request& request) { return one(services, request); });
}

}  // namespace essaim::directory
