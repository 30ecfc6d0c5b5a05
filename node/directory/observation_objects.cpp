#include "node/directory/observation_objects.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "activitypub/jsonld/contexts.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/document_answers.h"
#include "node/directory/observation_store.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kPerPage = 300;  // about half a kilobyte each, with context and proof
constexpr std::size_t kMostBytesOfPage = 700'000;  // under the megabyte that a peer reads
constexpr std::size_t kTombstones = 100;           // of the newest figures, on the first page

web::Response one(Services& services, const web::Request& request) {
    const auto iri = services.federation.actors().base() + "/chiffres/" + request.parameter("id");
    auto reader = services.database.read();
    const auto held = ObservationStore(*reader).find(iri);
    if (!held) {  // taken back, or never said
        const auto gone = federation::ObjectStore(*reader).find(iri);
        if (gone && gone->deleted) return document_answer(request, 410, gone->json, "");
        return no_document();
    }
    if (!sight_of(services).sees({.id = iri, .author = held->said_by})) return no_document();
    if (!wants_document(request)) {
        const auto card = CardStore(*reader).by_id(held->card);
        if (!card) return no_document();
        return web::Response::see_other(card_url(*card) + "#chiffres").with("Vary", "Accept");
    }
    return document_answer(request, 200, held->document, "");
}

web::Response collection(Services& services, const web::Request& request) {
    if (!wants_document(request))
        return web::Response::see_other("/reseau/chiffres").with("Vary", "Accept");
    const auto address = services.federation.actors().base() + "/chiffres";
    const auto& us = services.federation.actors().association().id;
    auto reader = services.database.read();
    ObservationStore store(*reader);
    const auto before = whole_number(request.query_value("avant").value_or(""));
    json page = {{"id", address},
                 {"type", "OrderedCollection"},
                 {"attributedTo", us},
                 {"totalItems", store.count()},
                 {"first", address + "?avant=0"}};
    if (before) {
        const auto from = *before > 0 ? *before : std::numeric_limits<std::int64_t>::max();
        const auto sight = sight_of(services);
        auto items = json::array();
        std::size_t bytes = 0;
        std::int64_t last = 0;
        // Who reads the newest alone sees by these what was taken back.
        if (*before <= 0)
            for (const auto& iri : store.taken_back_by(us, kTombstones))
                items.push_back(
                    {{"type", "Tombstone"}, {"id", iri}, {"formerType", "Observation"}});
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
    return document_answer(request, 200, page.dump(),
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
