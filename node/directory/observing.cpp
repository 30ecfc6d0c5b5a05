#include "node/directory/observing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/signatures/integrity_proof.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/random.h"
#include "node/directory/initiative.h"
#include "node/directory/observation_store.h"
#include "node/directory/saying.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kMostOfCard = 2'000;

// As it leaves: whole, dated, ours, and signed so that any node may pass it on.
json document_of(Services& services, const FigureDraft& draft, const std::string& about,
                 const std::string& supersedes, base::Instant now) {
    const auto& us = services.federation.actors().association();
    const auto iri = services.federation.actors().base() + "/chiffres/" + base::new_ulid(now);
    json document = {{"type", "Observation"},
                     {"id", iri},
                     {"attributedTo", us.id},
                     {"about", about},
                     {"variable", draft.variable},
                     {"value", draft.value},
                     {"unit", unit_of(draft.variable)},
                     {"asOf", iso(draft.as_of)},
                     {"method", draft.method},
                     {"source", draft.source},
                     {"published", activitypub::format_date_time(now)},
                     {"licence", kLicence},
                     {"to", {std::string(activitypub::kPublic)}},
                     {"cc", {us.id + "/followers"}}};
    if (draft.from) document["periodFrom"] = iso(*draft.from);
    if (!draft.scope.empty()) document["scope"] = draft.scope;
    if (!supersedes.empty()) document["supersedes"] = supersedes;
    document["@context"] = wire_context(document);
    return activitypub::with_proof(std::move(document), us.ed25519_key_id(), us.ed25519, now);
}

bool says_the_same(const Observation& said, const FigureDraft& draft) {
    return said.value == draft.value && said.method == draft.method &&
           said.source == draft.source && said.scope == draft.scope && said.from == draft.from;
}

Result<void> publish(Services& services, storage::Connection& connection, const char* type,
                     const json& object, base::Instant now) {
    auto& outbox = services.federation.outbox();
    const auto& us = services.federation.actors().association();
    auto activity = activitypub::make_activity(outbox.new_activity_id(now), type, us.id, object,
                                               {std::string(activitypub::kPublic)},
                                               {us.id + "/followers"}, now);
    activity["object"] = object;  // with its own context, which its proof covers
    return outbox.publish(connection, activity, federation::Listing::Unlisted, now);
}

}  // namespace

std::vector<Observation> our_figures(Services& services, std::int64_t card) {
    auto reader = services.database.read();
    auto all = ObservationStore(*reader).of_card(card, kMostOfCard);
    std::erase_if(all, [&](const Observation& one) {
        return one.superseded || one.said_by != services.federation.actors().association().id;
    });
    return all;
}

Result<std::int64_t> say_figures(Services& services, std::int64_t card, const std::string& about,
                                 const std::vector<FigureDraft>& drafts) {
    const auto now = services.clock.now();
    std::vector<Observation> fresh;
    std::vector<json> documents;
    const auto before = our_figures(services, card);
    for (const auto& draft : drafts) {
        const auto same_day = std::ranges::find_if(before, [&](const Observation& one) {
            return one.variable == draft.variable && one.as_of == draft.as_of;
        });
        if (same_day != before.end() && says_the_same(*same_day, draft)) continue;
        // Of the same card under another IRI, its former one: that figure stays as it is.
        const bool corrects = same_day != before.end() && same_day->about == about;
        auto document =
            document_of(services, draft, about, corrects ? same_day->iri : std::string(), now);
        if (const auto why = observation_refusal(document, day_of(now)))
            return refuse(Fault::Unprocessable, "the figure is not valid: " + *why);
        auto one = observation_of(document);
        one.card = card;
        one.received_at = now;
        one.proven = true;
        one.shown = true;
        fresh.push_back(std::move(one));
        documents.push_back(std::move(document));
    }
    if (fresh.empty()) return 0;
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            ObservationStore(connection).append(fresh[i], mark_of(fresh[i].iri, documents[i]));
            TRY(publish(services, connection, "Create", documents[i], now));
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    services.federation.outbox().wake();
    return static_cast<std::int64_t>(fresh.size());
}

Result<void> take_figure_back(Services& services, const std::string& iri) {
    const auto now = services.clock.now();
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        ObservationStore store(connection);
        const auto held = store.find(iri);
        if (!held || held->said_by != services.federation.actors().association().id)
            return refuse(Fault::NotFound, "no figure of ours");
        store.withdraw(iri);
        return publish(services, connection, "Delete",
                       activitypub::make_tombstone(iri, "Observation", now), now);
    });
    if (written) services.federation.outbox().wake();
    return written;
}

}  // namespace essaim::directory
