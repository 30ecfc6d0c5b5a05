#include "node/directory/figure_desk.h"

#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/desk_pages.h"
#include "node/directory/figure_form.h"
#include "node/directory/observation_store.h"
#include "node/directory/saying.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr const char* kOwn = "/gestion/annuaire/chiffres";

std::string path_of(const Card& card, bool own) {
    return own ? kOwn : "/gestion/annuaire/fiches/" + card.slug + "/chiffres";
}

std::optional<Card> own_card_row(Services& services) {
    auto reader = services.database.read();
    return CardStore(*reader).by_claim(own_card_iri(services));
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Card& card, bool own, const SentFigures* sent, const std::string& problem,
                   int status) {
    const auto language = web::language_of(request);
    const auto page = figure_form(services, language, visitor.csrf_token,
                                  {.group = group_of(card.initiative.kind),
                                   .own = own,
                                   .action = path_of(card, own),
                                   .back = own ? "/gestion/annuaire" : card_url(card),
                                   .name = card.initiative.name,
                                   .problem = problem},
                                  our_figures(services, card.id), sent);
    return show_page(
        services, request, visitor,
        {.title = own ? services.translations.tr(language, "Nos chiffres") : card.initiative.name,
         .indexed = false},
        "directory/figure_form.html", page, status);
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor,
                   const Card& card, bool own) {
    const auto language = web::language_of(request);
    const auto sent = sent_figures(services, request, group_of(card.initiative.kind),
                                   our_figures(services, card.id), language);
    if (!sent.errors.empty() || !sent.leaps.empty())
        return show(services, request, visitor, card, own, &sent, "", 422);
    const auto about = own ? own_card_iri(services) : card.claim;
    const auto said = say_figures(services, card.id, about, sent.drafts);
    if (!said)
        return show(services, request, visitor, card, own, &sent,
                    services.translations.tr(
                        language, "L’enregistrement n’a pas abouti. Réessayez dans un instant."),
                    said.error().fault == Fault::Unprocessable ? 422 : 503);
    if (own && *said > 0) std::ignore = say_own_card_again(services);
    services.accounts.journal(visitor.account->id, "figures",
                              card.slug + " " + std::to_string(*said));
    return done(services, path_of(card, own), "chiffres");
}

web::Response take_back(Services& services, const web::Request& request, const Visitor& visitor,
                        const Card& card, bool own) {
    const auto id = whole_number(request.form_value("chiffre").value_or("")).value_or(0);
    std::string iri;
    for (const auto& one : our_figures(services, card.id))
        if (one.id == id) iri = one.iri;
    if (iri.empty() || !take_figure_back(services, iri))
        return show_problem(services, request, 404);
    if (own) std::ignore = say_own_card_again(services);
    services.accounts.journal(visitor.account->id, "figures", "back " + iri);
    return done(services, path_of(card, own), "chiffre-retire");
}

web::Response decide(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto what = request.form_value("quoi").value_or("");
    const auto id = whole_number(request.form_value("chiffre").value_or("")).value_or(0);
    if (what != "montrer" && what != "ecarter") return show_problem(services, request, 400);
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        ObservationStore store(connection);
        if (!store.by_id(id)) return refuse(Fault::NotFound, "no such figure");
        store.decide(id, what == "montrer");
        return {};
    });
    if (!written) return show_problem(services, request, 404);
    services.accounts.journal(visitor.account->id, "figures", what + " " + std::to_string(id));
    return done(services, "/gestion/annuaire", "annuaire");
}

using CardHandler =
    std::function<web::Response(const web::Request&, const Visitor&, const Card&, bool own)>;

// The own card, or to the page where it is written first.
DeskHandler on_own(Services& services, CardHandler handler) {
    return [&services, handler = std::move(handler)](const web::Request& request,
                                                     const Visitor& visitor) {
        const auto card = own_card_row(services);
        if (!card) return web::Response::see_other("/gestion/annuaire/fiche");
        return handler(request, visitor, *card, true);
    };
}

DeskHandler on_other(Services& services, CardHandler handler) {
    return [&services, handler = std::move(handler)](const web::Request& request,
                                                     const Visitor& visitor) {
        std::optional<Card> card;
        {
            auto reader = services.database.read();
            card = seen_card(*reader, request.parameter("slug"), sight_of(services, visitor));
        }
        if (!card) return show_problem(services, request, 404);
        const auto own = own_card_row(services);
        if (own && own->id == card->id) return web::Response::see_other(kOwn);
        return handler(request, visitor, *card, false);
    };
}

}  // namespace

void add_figure_desk_routes(Services& services, web::Router& router) {
    const CardHandler ask = [&](const web::Request& request, const Visitor& visitor,
                                const Card& card, bool own) {
        return show(services, request, visitor, card, own, nullptr, "", 200);
    };
    const CardHandler keep = [&](const web::Request& request, const Visitor& visitor,
                                 const Card& card,
                                 bool own) { return save(services, request, visitor, card, own); };
    const CardHandler retract = [&](const web::Request& request, const Visitor& visitor,
                                    const Card& card, bool own) {
        return take_back(services, request, visitor, card, own);
    };
    const std::string other = "/gestion/annuaire/fiches/{slug}/chiffres";
    on_desk_get(services, router, kOwn, Role::Manager, on_own(services, ask));
    on_desk_post(services, router, kOwn, Role::Manager, on_own(services, keep));
    on_desk_post(services, router, std::string(kOwn) + "/retirer", Role::Manager,
                 on_own(services, retract));
    on_desk_get(services, router, other, Role::Manager, on_other(services, ask));
    on_desk_post(services, router, other, Role::Manager, on_other(services, keep));
    on_desk_post(services, router, other + "/retirer", Role::Manager, on_other(services, retract));
    on_desk_post(services, router, std::string(kOwn) + "/decider", Role::Manager,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return decide(services, request, visitor);
                 });
}

}  // namespace essaim::directory
