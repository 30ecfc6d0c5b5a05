#include "node/directory/receiving.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/log.h"
#include "node/directory/own_word.h"
#include "node/directory/peer_store.h"
#include "node/federation/domain_policy.h"
#include "node/federation/retention.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

Result<void> within_bounds(storage::Connection& connection, const std::string& author,
                           bool trusted) {
    CardStore store(connection);
    const auto origin = activitypub::origin_of(author);
    if (store.count_claims(origin) >= kMostClaimsOfHost)
        return refuse(Fault::TooMany, "too many cards of " + origin);
    if (store.most_claims() < kMostOfStrangers) return {};  // to count them all takes longer
    const auto all = store.count_claims();
    if (all >= kMostClaims) return refuse(Fault::TooMany, "the directory is full");
    if (all >= kMostOfStrangers && !trusted)
        return refuse(Fault::TooMany, "the directory has no more room for strangers");
    return {};
}

Result<void> said(Services& services, storage::Connection& connection,
                  const federation::Incoming& incoming) {
    if (incoming.object == nullptr) return refuse(Fault::Malformed, "a card that is only named");
    const auto& author = incoming.activity.actor;
    if (activitypub::text_or_id(*incoming.object, "attributedTo") != author)
        return refuse(Fault::Forbidden, "a card of somebody else");
    const auto host = activitypub::host_of(author);
    auto filed = take_claim(services, connection, *incoming.object, host,
                            services.federation.is_signed_by(*incoming.object, author));
    if (filed) return {};
    base::log::info("card refused", {{"from", host}, {"why", filed.error().detail}});
    return std::unexpected(filed.error());
}

Result<void> taken_back(storage::Connection& connection, const federation::Incoming& incoming) {
    CardStore store(connection);
    const auto claim = store.claim(incoming.activity.object_id);
    if (!claim) return {};
    if (claim->said_by != incoming.activity.actor)
        return refuse(Fault::Forbidden, "Delete of somebody else's card");
    store.withdraw(claim->iri);
    return {};
}

}  // namespace

Result<Filed> take_claim(Services& services, storage::Connection& connection, const json& document,
                         const std::string& from, bool proven, bool listed) {
    const auto now = services.clock.now();
    const auto iri = activitypub::text(document, "id");
    const auto author = activitypub::text_or_id(document, "attributedTo");
    if (!activitypub::is_iri(iri) || !activitypub::same_origin(iri, author))
        return refuse(Fault::Forbidden, "a card that is not at its author's: " + iri);
    if (services.federation.actors().owns(iri))
        return refuse(Fault::Forbidden, "a card of ours, from elsewhere");
    if (services.federation.domain_policy().blocks(activitypub::host_of(author)))
        return refuse(Fault::Forbidden, "blocked server");
    const auto year = std::stoi(web::iso_day(now).substr(0, 4));
    if (const auto why = refusal_of(document, year))
        return refuse(Fault::Unprocessable, iri + " " + *why);
    auto said_at = activitypub::date(document, "updated");
    if (!said_at) said_at = activitypub::date(document, "published");
    if (!said_at || *said_at > now + std::chrono::hours(24))
        return refuse(Fault::Unprocessable, iri + " is of no day until today");
    // What others say of others waits for a person here, unless a neighbour we
    // follow says it: there a person has decided.
    const auto method = method_of(connection, document, author, iri);
    const bool trusted = method == Method::Self || PeerStore(connection).is_followed(author);
    CardStore store(connection);
    if (!store.claim(iri)) {
        if (auto room = within_bounds(connection, author, trusted); !room)
            return std::unexpected(room.error());
    }
    Claim claim{.iri = iri,
                .said_by = author,
                .method = method,
                .document = document.dump(),
                .digest = digest_of(document),
                .said_at = *said_at,
                .received_at = now,
                .received_from = from,
                .proven = proven};
    const auto filed = store.file(claim, {.card = {}, .shown = trusted, .listed = listed});
    if (filed != Filed::Same) ask_its_site(services, connection, document, author);
    return filed;
}

void register_card_inbox(Services& services) {
    auto& registry = services.federation.inbox_registry();
    for (const auto* type : {"Create", "Update"})
        registry.on(
            type, "Initiative",
            [&services](storage::Connection& connection, const federation::Incoming& incoming) {
                return said(services, connection, incoming);
            });
    registry.on("Delete", "Initiative", taken_back);
    services.federation.retention().add(
        {.needs = [](storage::Connection& connection, const std::string& id) {
            return CardStore(connection).claim(id).has_value();
        }});
}

}  // namespace essaim::directory
