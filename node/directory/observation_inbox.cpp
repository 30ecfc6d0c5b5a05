#include "node/directory/observation_inbox.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/log.h"
#include "node/directory/observation_store.h"
#include "node/federation/domain_policy.h"
#include "node/federation/retention.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

Result<void> said(Services& services, storage::Connection& connection,
                  const federation::Incoming& incoming) {
    if (incoming.object == nullptr) return refuse(Fault::Malformed, "a figure that is only named");
    const auto& author = incoming.activity.actor;
    if (activitypub::text_or_id(*incoming.object, "attributedTo") != author)
        return refuse(Fault::Forbidden, "a figure of somebody else");
    const auto host = activitypub::host_of(author);
    auto taken = take_observation(services, connection, *incoming.object, host,
                                  services.federation.is_signed_by(*incoming.object, author));
    if (taken) return {};
    base::log::info("figure refused", {{"from", host}, {"why", taken.error().detail}});
    return std::unexpected(taken.error());
}

Result<void> taken_back(storage::Connection& connection, const federation::Incoming& incoming) {
    ObservationStore store(connection);
    const auto held = store.find(incoming.activity.object_id);
    if (!held) return {};
    if (held->said_by != incoming.activity.actor)
        return refuse(Fault::Forbidden, "Delete of somebody else's figure");
    store.withdraw(held->iri);
    return {};
}

}  // namespace

Result<bool> take_observation(Services& services, storage::Connection& connection,
                              const json& document, const std::string& from, bool proven) {
    const auto now = services.clock.now();
    const auto iri = activitypub::text(document, "id");
    const auto author = activitypub::text_or_id(document, "attributedTo");
    if (!activitypub::is_iri(iri) || !activitypub::same_origin(iri, author))
        return refuse(Fault::Forbidden, "a figure that is not at its author's: " + iri);
    if (services.federation.actors().owns(iri))
        return refuse(Fault::Forbidden, "a figure of ours, from elsewhere");
    if (services.federation.domain_policy().blocks(activitypub::host_of(author)))
        return refuse(Fault::Forbidden, "blocked server");
    if (const auto why = observation_refusal(document, day_of(now)))
        return refuse(Fault::Unprocessable, iri + " " + *why);
    auto one = observation_of(document);
    if (base::to_millis(one.published) == 0 || one.published > now + std::chrono::hours(24))
        return refuse(Fault::Unprocessable, iri + " is of no day until today");
    ObservationStore store(connection);
    const auto origin = activitypub::origin_of(author);
    if (store.count_from(origin) >= kMostFiguresOfHost)
        return refuse(Fault::TooMany, "too many figures of " + origin);
    if (store.count() >= kMostFigures) return refuse(Fault::TooMany, "no room for figures");
    one.received_at = now;
    one.received_from = from;
    one.proven = proven;
    return store.append(one, mark_of(iri, document));
}

void register_observation_inbox(Services& services) {
    auto& registry = services.federation.inbox_registry();
    // An Update of one that is held changes nothing: a correction has a name of its own.
    for (const auto* type : {"Create", "Update"})
        registry.on(
            type, "Observation",
            [&services](storage::Connection& connection, const federation::Incoming& incoming) {
                return said(services, connection, incoming);
            });
    registry.on("Delete", "Observation", taken_back);
    services.federation.retention().add(
        {.needs = [](storage::Connection& connection, const std::string& id) {
            return ObservationStore(connection).find(id).has_value();
        }});
}

}  // namespace essaim::directory
