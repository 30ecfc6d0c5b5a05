#include "node/directory/card_objects.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "activitypub/jsonld/contexts.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/document_answers.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kPerObjectPage = 100;  // stays far under the megabyte a peer reads

web::Response one(Services& services, const web::Request& request) {
    const auto iri = services.federation.actors().base() + "/fiches/" + request.parameter("id");
    auto reader = services.database.read();
    CardStore store(*reader);
    const auto claim = store.claim(iri);
    const auto card = claim ? store.by_claim(iri) : std::nullopt;
    if (!card) {  // taken back, or never said
        const auto held = federation::ObjectStore(*reader).find(iri);
        if (held && held->deleted) return document_answer(request, 410, held->json, "");
        return no_document();
    }
    if (!sight_of(services).sees({.id = iri, .author = claim->said_by})) return no_document();
    if (!wants_document(request))
        return web::Response::see_other(card_url(*card)).with("Vary", "Accept");
    return document_answer(request, 200, claim->document, claim->digest);
}

web::Response collection(Services& services, const web::Request& request) {
    const auto& base = services.federation.actors().base();
    const auto address = base + "/fiches";
    auto reader = services.database.read();
    CardStore store(*reader);
    const auto state = store.state();
    const auto before = whole_number(request.query_value("avant").value_or(""));
    json page = {{"id", address},
                 {"type", "OrderedCollection"},
                 {"attributedTo", services.federation.actors().association().id},
                 {"totalItems", store.count_told()},
                 {"first", address + "?avant=0"}};
    if (before) {
        const auto from = *before > 0 ? *before : std::numeric_limits<std::int64_t>::max();
        const auto& us = services.federation.actors().association().id;
        auto claims = store.claims_before(from, us, kPerObjectPage + 1);
        const bool more = claims.size() > kPerObjectPage;
        if (more) claims.pop_back();
        const auto sight = sight_of(services);
        auto items = json::array();
        for (const auto& claim : claims)
            if (claim.withdrawn)
                items.push_back(
                    {{"id", claim.iri}, {"type", "Tombstone"}, {"formerType", "Initiative"}});
            else if (claim.proven && sight.sees({.id = claim.iri, .author = claim.said_by}))
                items.push_back(json::parse(claim.document, nullptr, false));
        page = {{"id", address + "?avant=" + std::to_string(*before)},
                {"type", "OrderedCollectionPage"},
                {"partOf", address},
                {"orderedItems", std::move(items)}};
        if (more) page["next"] = address + "?avant=" + std::to_string(claims.back().turn);
    } else if (!wants_document(request)) {
        return web::Response::see_other("/reseau/annuaire").with("Vary", "Accept");
    }
    activitypub::add_context(page);
    return document_answer(request, 200, page.dump(),
                           state + (before ? "-" + std::to_string(*before) : ""));
}

}  // namespace

void add_object_routes(Services& services, web::Router& router) {
    router.get("/fiches",
               [&](const web::Request& request) { return collection(services, request); });
    router.get("/fiches/{id}", [&](const web::Request& request) { return one(services, request); });
}

}  // namespace essaim::directory
