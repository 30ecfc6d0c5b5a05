// /gestion/annuaire/fiche: the association's own card, in one form, and "rien
// n'a changé" (desk_pages.h).
#include <nlohmann/json.hpp>

#include "node/directory/card_form.h"
#include "node/directory/desk_pages.h"
#include "node/directory/own_word.h"
#include "node/directory/saying.h"
#include "node/directory/site_proof_store.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"

namespace essaim::directory {

namespace {

using accounts::Role;
using accounts::Visitor;

// How the site of the association says that this node is its own, where the node
// does not stand at that site.
void show_site(Services& services, web::Page& page, const Visitor& visitor,
               web::Language language) {
    const auto& us = services.federation.actors().association();
    auto reader = services.database.read();
    const auto proof = SiteProofStore(*reader).of(us.id);
    if (!proof) return;
    const auto& words = services.translations;
    auto& box = page.section("SITE");
    box.set("TITLE", words.tr(language, "Votre site, {site}", {{"site", proof->site}}));
    const auto ago = web::format_ago(language, proof->asked.value_or(services.clock.now()),
                                     services.clock.now());
    if (proof->proven) {
        box.section("NAMED").set("TEXT", words.tr(language, "Lu {ago}.", {{"ago", ago}}));
        return;
    }
    auto& row = box.section("NOT_YET");
    row.set("CSRF", visitor.csrf_token);
    row.set("CODE", "<a rel=\"me\" href=\"" + us.id + "\">" +
                        web::escape_html(services.federation.profile().title) + "</a>");
    row.set("STATE", proof->asked ? words.tr(language,
                                             "Lu {ago} : le lien n’y était pas, ou la page "
                                             "n’a pas répondu.",
                                             {{"ago", ago}})
                                  : words.tr(language, "Pas encore lu."));
}

web::Response ask_site(Services& services) {
    const auto document = own_card(services);
    if (!document) return web::Response::see_other("/gestion/annuaire/fiche");
    const auto& us = services.federation.actors().association();
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        SiteProofStore(connection).forget(us.id);  // it was asked a moment ago, perhaps
        ask_its_site(services, connection, *document, us.id);
        return {};
    });
    services.jobs.wake();
    return done(services, "/gestion/annuaire/fiche#site", "site-demande");
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const SentCard* sent, const std::string& problem, int status) {
    const auto language = web::language_of(request);
    const auto held = own_card(services);
    const auto document = held ? *held : first_own_card(services);
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    page.set_html("FIELDS", card_fields(services, language, CardForm::Own, document, sent));
    page.set_html("SUMMARY", sent == nullptr ? web::SafeHtml()
                                             : web::form_summary(services.templates, language,
                                                                 form_errors(*sent)));
    show_site(services, page, visitor, language);
    if (!problem.empty()) page.section("PROBLEM").set("TEXT", problem);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Notre fiche dans l’annuaire"),
                      .indexed = false},
                     "directory/own_card.html", page, status);
}

std::string words_for(Services& services, web::Language language, const Error& error) {
    if (error.fault == Fault::Conflict) return services.translations.tr(language, error.detail);
    return services.translations.tr(language,
                                    "L’enregistrement n’a pas abouti. Réessayez dans un instant.");
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    auto sent = sent_card(services, request, CardForm::Own,
                          own_card(services).value_or(nlohmann::json::object()), language);
    if (!sent.errors.empty()) return show(services, request, visitor, &sent, "", 422);
    const auto said = say_own_card(services, *sent.document);
    if (!said)
        return show(services, request, visitor, &sent, words_for(services, language, said.error()),
                    said.error().fault == Fault::Unprocessable ? 422 : 503);
    services.accounts.journal(visitor.account->id, "card", "own");
    return done(services, "/gestion/annuaire", "fiche");
}

web::Response confirm(Services& services, const web::Request& request, const Visitor& visitor) {
    if (const auto confirmed = confirm_own_card(services); !confirmed)
        return show_problem(services, request,
                            confirmed.error().fault == Fault::NotFound ? 404 : 503);
    services.accounts.journal(visitor.account->id, "card", "confirmed");
    return done(services, "/gestion/annuaire", "confirmee");
}

}  // namespace

void add_own_card_routes(Services& services, web::Router& router) {
    on_desk_get(services, router, "/gestion/annuaire/fiche", Role::Manager,
                [&](const web::Request& request, const Visitor& visitor) {
                    return show(services, request, visitor, nullptr, "", 200);
                });
    on_desk_post(services, router, "/gestion/annuaire/fiche", Role::Manager,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return save(services, request, visitor);
                 });
    on_desk_post(services, router, "/gestion/annuaire/fiche/site", Role::Manager,
                 [&](const web::Request&, const Visitor&) { return ask_site(services); });
    on_desk_post(services, router, "/gestion/annuaire/fiche/confirmer", Role::Manager,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return confirm(services, request, visitor);
                 });
}

}  // namespace essaim::directory
