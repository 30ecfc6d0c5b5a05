// /gestion/annuaire/lien makes the link for the yearly reminder; behind it,
// /annuaire/confirmer/{token}, one button says that nothing has changed, without an
// account (design/ux.md §5, journey 15). It can do nothing else.
#include <nlohmann/json.hpp>

#include "node/directory/card_facts.h"
#include "node/directory/confirm_link_store.h"
#include "node/directory/desk_pages.h"
#include "node/directory/saying.h"
#include "node/directory/vocabulary.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using accounts::Role;
using accounts::Visitor;

web::Response make(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    auto token =
        services.database.write_value([&](storage::Connection& connection) -> Result<std::string> {
            return ConfirmLinkStore(connection).make(services.clock.now());
        });
    if (!token) return show_problem(services, request, 503);
    services.accounts.journal(visitor.account->id, "card", "link");
    web::Page page;
    page.section("LINK").set("URL",
                             services.federation.actors().base() + "/annuaire/confirmer/" + *token);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Le lien du rappel"),
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "directory/confirm.html", page);
}

web::Response behind(Services& services, const web::Request& request, bool pressed) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto& token = request.parameter("token");
    {
        auto reader = services.database.read();
        if (!ConfirmLinkStore(*reader).is_good(token, services.clock.now()))
            return show_problem(services, request, 404);
    }
    if (pressed && !confirm_own_card(services)) return show_problem(services, request, 503);
    const auto card = own_card(services);
    if (!card) return show_problem(services, request, 404);
    web::Page page;
    auto& part = page.section("CARD");
    if (pressed) part.show("DONE");
    if (!pressed) part.section("ASK").set("TOKEN", token);
    for (const auto& field : fact_fields()) {
        if (field.path.starts_with("geo.") || field.path == "unitValue.per") continue;
        const auto said = fact_words(language, field, *card);
        if (said.empty()) continue;
        part.section("FACT")
            .set("LABEL", label_of(Schema::Initiative, language, field.path))
            .set("TEXT", said);
    }
    auto response =
        show_page(services, request, services.accounts.visitor(request),
                  {.title = words.tr(language, "Votre fiche dans l’annuaire"), .indexed = false},
                  "directory/confirm.html", page);
    response.with("Referrer-Policy", "no-referrer");
    return response;
}

}  // namespace

void add_confirm_link_routes(Services& services, web::Router& router) {
    on_desk_post(services, router, "/gestion/annuaire/lien", Role::Manager,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return make(services, request, visitor);
                 });
    router.get("/annuaire/confirmer/{token}",
               [&](const web::Request& request) { return behind(services, request, false); });
    router.post("/annuaire/confirmer/{token}",
                [&](const web::Request& request) { return behind(services, request, true); });
}

}  // namespace essaim::directory
