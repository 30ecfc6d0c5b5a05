#include "node/directory/saying.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/signatures/integrity_proof.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/random.h"
#include "node/directory/card_store.h"
#include "node/directory/observation_store.h"
#include "node/directory/own_word.h"
#include "node/directory/vocabulary.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

// Of our vocabulary, the terms that the document uses and what these lean on.
void add_terms(const json& value, json& terms) {
    const auto& all = vocabulary_context();
    const auto add = [&](const std::string& name) {
        if (all.contains(name)) terms[name] = all[name];
    };
    if (value.is_string()) add(value.get<std::string>());  // a code
    if (value.is_array())
        for (const auto& one : value) add_terms(one, terms);
    if (!value.is_object()) return;
    for (const auto& [name, inner] : value.items()) {
        add(name);
        add_terms(inner, terms);
    }
}

std::string year_now(Services& services) { return web::iso_day(services.clock.now()).substr(0, 4); }

// The figures that belong to the own card: by their IRIs, the newest.
std::vector<std::string> own_figures(Services& services) {
    constexpr std::size_t kMost = 100;
    auto reader = services.database.read();
    const auto card = CardStore(*reader).by_claim(own_card_iri(services));
    if (!card) return {};
    return ObservationStore(*reader).current_iris(services.federation.actors().association().id,
                                                  card->id, kMost);
}

// As it leaves: whole, dated, ours, and signed so that any node may pass it on.
json finished(Services& services, json document, const std::string& iri, Method method,
              base::Instant now) {
    const auto& us = services.federation.actors().association();
    document.erase("proof");
    document.erase("@context");
    document["type"] = "Initiative";
    document["id"] = iri;
    document["attributedTo"] = us.id;
    document["to"] = {std::string(activitypub::kPublic)};
    document["cc"] = {us.id + "/followers"};
    if (!document.contains("published")) document["published"] = activitypub::format_date_time(now);
    document["updated"] = activitypub::format_date_time(now);
    document["method"] = method_name(method);
    if (!document.contains("licence")) document["licence"] = kLicence;
    if (method == Method::Self) {
        if (!document.contains("confirmedAt")) document["confirmedAt"] = document["updated"];
        document["source"] = services.config.host() + " [" + year_now(services) + "]";
        const auto figures = own_figures(services);
        if (figures.empty()) {
            document.erase("observations");
        } else {
            document["observations"] = figures;
        }
    }
    document["@context"] = wire_context(document);
    return activitypub::with_proof(std::move(document), us.ed25519_key_id(), us.ed25519, now);
}

}  // namespace

json wire_context(const json& document) {
    json terms = json::object();
    for (const auto* prefix : {"mlc", "schema", "xsd", "pair"})
        terms[prefix] = vocabulary_context()[prefix];
    add_terms(document, terms);
    for (const auto* known :
         {"id", "type", "as", "name", "summary", "attributedTo", "published", "updated", "url"})
        terms.erase(known);  // ActivityStreams has these
    return {"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1",
            std::move(terms)};
}

std::string own_card_iri(Services& services) {
    return services.federation.actors().base() + "/fiches/association";
}

std::optional<json> own_card(Services& services) {
    auto reader = services.database.read();
    const auto claim = CardStore(*reader).claim(own_card_iri(services));
    if (!claim) return std::nullopt;
    return json::parse(claim->document, nullptr, false);
}

json first_own_card(Services& services) {
    const auto profile = services.federation.profile();
    json document = {{"name", profile.title},
                     {"kind", "localCurrency"},
                     {"website", services.federation.actors().base()},
                     {"place", {{"country", "FR"}}},
                     {"languages", {services.config.language}}};
    if (!profile.tagline.empty()) document["summary"] = profile.tagline;
    if (!profile.email.empty()) document["contact"] = {{"email", profile.email}};
    return document;
}

Result<Claim> say(Services& services, json document, std::string iri, Method method,
                  std::optional<std::int64_t> card) {
    const auto now = services.clock.now();
    const auto& base = services.federation.actors().base();
    const auto& us = services.federation.actors().association();
    const bool fresh = iri.empty();
    if (fresh) iri = base + "/fiches/" + base::new_ulid(now);
    document = finished(services, std::move(document), iri, method, now);
    const auto year = std::stoi(year_now(services));
    if (const auto why = refusal_of(document, year))
        return refuse(Fault::Unprocessable, "the card is not valid: " + *why);
    Claim claim{.iri = iri,
                .said_by = us.id,
                .method = method,
                .document = document.dump(),
                .digest = digest_of(document),
                .said_at = now,
                .received_at = now,
                .proven = true};
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        const auto filed = CardStore(connection).file(claim, {.card = card, .shown = true});
        ask_its_site(services, connection, document, us.id);
        auto activity = activitypub::make_activity(
            services.federation.outbox().new_activity_id(now),
            filed == Filed::New ? "Create" : "Update", us.id, document,
            {std::string(activitypub::kPublic)}, {us.id + "/followers"}, now);
        activity["object"] = document;  // with its own context, which its proof covers
        return services.federation.outbox().publish(connection, activity,
                                                    federation::Listing::Unlisted, now);
    });
    if (!written) return std::unexpected(written.error());
    services.federation.outbox().wake();
    services.jobs.wake();
    return claim;
}

Result<Claim> say_own_card(Services& services, json document) {
    document.erase("confirmedAt");  // now
    auto said = say(services, std::move(document), own_card_iri(services), Method::Self);
    if (!said) return said;
    auto profile = services.federation.profile();
    if (profile.initiative != said->iri) {
        profile.initiative = said->iri;
        if (auto kept = services.federation.set_profile(profile); !kept)
            return std::unexpected(kept.error());
    }
    return said;
}

Result<void> take_back(Services& services, const std::string& iri) {
    const auto now = services.clock.now();
    const auto& us = services.federation.actors().association();
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        CardStore store(connection);
        const auto claim = store.claim(iri);
        if (!claim || claim->said_by != us.id) return refuse(Fault::NotFound, "no card of ours");
        store.withdraw(iri);
        return services.federation.outbox().publish(
            connection,
            activitypub::make_activity(services.federation.outbox().new_activity_id(now), "Delete",
                                       us.id, activitypub::make_tombstone(iri, "Initiative", now),
                                       {std::string(activitypub::kPublic)}, {us.id + "/followers"},
                                       now),
            federation::Listing::Unlisted, now);
    });
    if (written) services.federation.outbox().wake();
    return written;
}

Result<void> confirm_own_card(Services& services) {
    auto document = own_card(services);
    if (!document) return refuse(Fault::NotFound, "no own card yet");
    document->erase("confirmedAt");
    auto said = say(services, std::move(*document), own_card_iri(services), Method::Self);
    if (!said) return std::unexpected(said.error());
    return {};
}

Result<void> say_own_card_again(Services& services) {
    auto document = own_card(services);
    if (!document) return refuse(Fault::NotFound, "no own card yet");
    auto said = say(services, std::move(*document), own_card_iri(services), Method::Self);
    if (!said) return std::unexpected(said.error());
    return {};
}

}  // namespace essaim::directory
