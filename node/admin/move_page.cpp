#include "node/admin/move_page.h"

#include <optional>

#include "node/admin/desk.h"
#include "node/base/text.h"
#include "node/federation/identity.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Moves;

struct Shown {
    std::string alias;   // as typed
    std::string target;  // as typed
    std::optional<Moves::Candidate> candidate = {};
    std::vector<web::FieldError> errors = {};
};

void show_aliases(Services& services, web::Page& page) {
    for (const auto& alias : services.federation.identity().moves.aliases()) {
        page.section("ALIAS").set("HANDLE", alias.handle).set("ACTOR", alias.actor);
    }
}

void show_moved(Services& services, web::Page& page, const federation::NewHome& home,
                web::Language language) {
    const auto& words = services.translations;
    const auto from = services.federation.identity().moves.may_return_from();
    auto& box = page.section("MOVED");
    box.set("SENTENCE",
            words.tr(language, "Depuis le {date}, l’association est à {handle}.",
                     {{"date", web::format_date(language, home.at)}, {"handle", home.handle}}));
    if (services.clock.now() >= from) {
        box.show("MAY_RETURN");
    } else {
        box.section("WAIT").set("DATE",
                                words.tr(language, "On pourra revenir ici à partir du {date}.",
                                         {{"date", web::format_date(language, from)}}));
    }
}

// What was found out about the new address, good or bad.
void show_candidate(Services& services, web::Page& page, const Moves::Candidate& candidate,
                    web::Language language) {
    const auto& words = services.translations;
    auto& box = page.section("CHECKED");
    const auto check = [&](bool good, const std::string& sentence) {
        box.section("CHECK").set("LEVEL", good ? "ok" : "trouble").set("SENTENCE", sentence);
    };
    check(true,
          words.tr(language, "{handle} existe et répond.", {{"handle", candidate.home.handle}}));
    check(candidate.names_us,
          candidate.names_us
              ? words.tr(language, "Elle nomme cette adresse-ci parmi ses anciennes.")
              : words.tr(language,
                         "Elle ne nomme pas encore cette adresse-ci : faites l’étape 1 sur "
                         "le nouveau nœud, puis revenez."));
    if (candidate.has_moved)
        check(false, words.tr(language, "Elle a elle-même déménagé : donnez la dernière."));
    if (candidate.names_us && !candidate.has_moved) {
        box.section("CONFIRM")
            .set("TARGET", candidate.home.actor)
            .set("HANDLE", candidate.home.handle);
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Shown& shown, int status) {
    const auto language = web::language_of(request);
    const auto& us = services.federation.actors().association();
    web::Page page;
    page.set_html("TABS", tabs(services, language, "identite"));
    page.set("CSRF", visitor.csrf_token);
    page.set("ALIAS_TYPED", shown.alias).set("TARGET_TYPED", shown.target);
    page.set("HERE", "@" + us.name + "@" + services.config.host());
    show_aliases(services, page);
    if (const auto home = services.federation.identity().moves.moved()) {
        show_moved(services, page, *home, language);
    } else {
        page.show("STAYS");
    }
    if (shown.candidate) show_candidate(services, page, *shown.candidate, language);
    show_errors(services, page, language, shown.errors);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Déménagement"), .indexed = false},
        "admin/move.html", page, status);
}

web::Response act(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    auto& moves = services.federation.identity().moves;
    const auto action = request.form_value("action").value_or("");
    Shown shown{.alias = std::string(base::trim(request.form_value("alias").value_or(""))),
                .target = std::string(base::trim(request.form_value("target").value_or("")))};
    const auto wrong = [&](const char* field, const Error& error) {
        shown.errors = {{field, services.translations.tr(language, error.detail)}};
        return show(services, request, visitor, shown, 422);
    };
    const auto journal = [&](const char* what, const std::string& whom) {
        services.accounts.journal(visitor.account->id, what, whom);
    };
    if (action == "ajouter") {
        const auto alias = moves.add_alias(shown.alias);
        if (!alias) return wrong("alias", alias.error());
        journal("alias.add", alias->actor);
        return done(services, "/gestion/demenagement", "alias");
    }
    if (action == "retirer") {
        if (auto removed = moves.remove_alias(shown.alias); !removed)
            return wrong("alias", removed.error());
        journal("alias.remove", shown.alias);
        return done(services, "/gestion/demenagement", "alias");
    }
    if (action == "verifier") {
        auto candidate = moves.examine(shown.target);
        if (!candidate) return wrong("target", candidate.error());
        shown.candidate = std::move(*candidate);
        return show(services, request, visitor, shown, 200);
    }
    if (action == "demenager" && request.form_value("oui") == "1") {
        const auto home = moves.move_to(shown.target);
        if (!home) return wrong("target", home.error());
        journal("move", home->actor);
        return done(services, "/gestion/demenagement", "demenagement");
    }
    if (action == "revenir") {
        if (auto back = moves.come_back(); !back) return wrong("target", back.error());
        journal("move.back", "");
        return done(services, "/gestion/demenagement", "retour");
    }
    return show(services, request, visitor, shown, 422);
}

}  // namespace

void add_move_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/demenagement",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, {}, 200);
           });
    on_post(services, router, "/gestion/demenagement",
            [&](const web::Request& request, const Visitor& visitor) {
                return act(services, request, visitor);
            });
}

}  // namespace essaim::admin
