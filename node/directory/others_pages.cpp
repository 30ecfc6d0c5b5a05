// Cards about others: added by hand, and what this association says of a card
// that exists already (desk_pages.h).
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/directory/card_form.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/desk_pages.h"
#include "node/directory/saying.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using accounts::Role;
using accounts::Visitor;
using nlohmann::json;

// The claim we made on this card, if we did.
std::optional<Claim> our_claim(Services& services, std::int64_t card) {
    auto reader = services.database.read();
    for (auto& claim : CardStore(*reader).claims(card))
        if (claim.said_by == services.federation.actors().association().id) return claim;
    return std::nullopt;
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Card* card, const json& document, const SentCard* sent,
                   const std::string& problem, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    page.set("ONCE", sent == nullptr ? base::percent_encode(visitor.csrf_token.substr(0, 8)) +
                                           std::to_string(base::to_millis(services.clock.now()))
                                     : request.form_value("once").value_or(""));
    page.set("ACTION", request.path);
    page.set("TITLE", card == nullptr ? words.tr(language, "Ajouter une initiative")
                                      : words.tr(language, "Ce que nous disons de {name}",
                                                 {{"name", card->initiative.name}}));
    page.set("BACK", card == nullptr ? "/gestion/annuaire" : card_url(*card));
    page.set_html("FIELDS", card_fields(services, language, CardForm::Others, document, sent));
    page.set_html("SUMMARY", sent == nullptr ? web::SafeHtml()
                                             : web::form_summary(services.templates, language,
                                                                 form_errors(*sent)));
    if (!problem.empty()) page.section("PROBLEM").set("TEXT", problem);
    if (card != nullptr && our_claim(services, card->id))
        page.section("WITHDRAW")
            .set("CSRF", visitor.csrf_token)
            .set("ACTION", request.path + "/retirer");
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Ajouter une initiative"), .indexed = false},
                     "directory/others.html", page, status);
}

json start_of(Services& services, const Card* card) {
    if (card == nullptr) return {{"place", {{"country", "FR"}}}};
    auto reader = services.database.read();
    const auto mine = our_claim(services, card->id);
    const auto claim = mine ? mine : CardStore(*reader).claim(card->claim);
    auto document = claim ? json::parse(claim->document, nullptr, false) : json::object();
    if (!mine) {  // what another said is a beginning, not our source
        document.erase("source");
        for (const auto* gone : {"id", "published", "confirmedAt", "updated", "licence"})
            document.erase(gone);
    }
    return document;
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor,
                   const Card* card) {
    const auto language = web::language_of(request);
    const auto once = request.form_value("once").value_or("");
    if (const auto before = first_result_of(services, once))
        return web::Response::see_other(*before);
    const auto mine = card == nullptr ? std::nullopt : our_claim(services, card->id);
    auto sent = sent_card(services, request, CardForm::Others, start_of(services, card), language);
    if (!sent.errors.empty())
        return show(services, request, visitor, card, *sent.document, &sent, "", 422);
    const auto said = say(services, *sent.document, mine ? mine->iri : "", Method::ThirdParty,
                          card == nullptr ? std::nullopt : std::optional(card->id));
    if (!said)
        return show(services, request, visitor, card, *sent.document, &sent,
                    services.translations.tr(
                        language, "L’enregistrement n’a pas abouti. Réessayez dans un instant."),
                    said.error().fault == Fault::Unprocessable ? 422 : 503);
    services.accounts.journal(visitor.account->id, "card", said->iri);
    auto reader = services.database.read();
    const auto filed = CardStore(*reader).by_id(said->card);
    const auto target = filed ? card_url(*filed) : std::string("/gestion/annuaire");
    remember_result_of(services, once, target);
    return done(services, target, "fiche");
}

std::optional<Card> card_of(Services& services, const web::Request& request,
                            const Visitor& visitor) {
    auto reader = services.database.read();
    return seen_card(*reader, request.parameter("slug"), sight_of(services, visitor));
}

}  // namespace

void add_others_routes(Services& services, web::Router& router) {
    on_desk_get(services, router, "/gestion/annuaire/ajouter", Role::Writer,
                [&](const web::Request& request, const Visitor& visitor) {
                    return show(services, request, visitor, nullptr, start_of(services, nullptr),
                                nullptr, "", 200);
                });
    on_desk_post(services, router, "/gestion/annuaire/ajouter", Role::Writer,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return save(services, request, visitor, nullptr);
                 });
    const std::string one = "/gestion/annuaire/fiches/{slug}";
    on_desk_get(services, router, one, Role::Writer,
                [&](const web::Request& request, const Visitor& visitor) {
                    const auto card = card_of(services, request, visitor);
                    if (!card) return show_problem(services, request, 404);
                    return show(services, request, visitor, &*card, start_of(services, &*card),
                                nullptr, "", 200);
                });
    on_desk_post(services, router, one, Role::Writer,
                 [&](const web::Request& request, const Visitor& visitor) {
                     const auto card = card_of(services, request, visitor);
                     if (!card) return show_problem(services, request, 404);
                     return save(services, request, visitor, &*card);
                 });
    on_desk_post(services, router, one + "/retirer", Role::Writer,
                 [&](const web::Request& request, const Visitor& visitor) {
                     const auto card = card_of(services, request, visitor);
                     const auto mine = card ? our_claim(services, card->id) : std::nullopt;
                     if (!mine || !take_back(services, mine->iri))
                         return show_problem(services, request, 404);
                     services.accounts.journal(visitor.account->id, "card", "back " + mine->iri);
                     return done(services, "/gestion/annuaire", "annuaire");
                 });
}

}  // namespace essaim::directory
