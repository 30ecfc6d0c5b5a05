#include "node/admin/server_lists.h"

#include "node/admin/desk.h"
#include "node/base/text.h"
#include "node/federation/domain_lists.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;
using federation::DomainRule;
using federation::PolicyLevel;
using federation::Skipped;

constexpr std::size_t kNames = 50;  // spelt out, of each kind

std::string skipped_text(Services& services, Skipped why, web::Language language) {
    const auto& words = services.translations;
    switch (why) {
        case Skipped::NotADomain:
            return words.tr(language, "ce n’est pas un nom de domaine entier");
        case Skipped::Ourselves:
            return words.tr(language, "c’est notre propre serveur");
        case Skipped::Nothing:
            return words.tr(language, "rien à faire : le nœud ne garde aucune image des autres");
        case Skipped::Already:
            return words.tr(language, "c’est déjà ainsi");
        case Skipped::KeptOurs:
            break;
    }
    return words.tr(language, "votre propre décision est gardée");
}

void show_rules(Services& services, web::Page& plan, const char* name,
                const std::vector<DomainRule>& rules, web::Language language) {
    if (rules.empty()) return;
    auto& list = plan.section(name);
    list.set("COUNT", services.translations.trn(language, "{n} serveur", "{n} serveurs",
                                                static_cast<std::int64_t>(rules.size())));
    for (std::size_t i = 0; i < rules.size() && i < kNames; ++i) {
        auto& row = list.section("RULE");
        row.set("DOMAIN", rules[i].domain);
        row.set("LEVEL", level_text(services, rules[i].level, language));
        row.set_if("REASON", rules[i].reason);
    }
    if (rules.size() > kNames) list.show("MORE");
}

void show_skipped(Services& services, web::Page& plan, const federation::ImportPlan& made,
                  web::Language language) {
    if (made.skipped.empty()) return;
    auto& list = plan.section("SKIPPED");
    list.set("COUNT", services.translations.trn(language, "{n} ligne laissée de côté",
                                                "{n} lignes laissées de côté",
                                                static_cast<std::int64_t>(made.skipped.size())));
    for (std::size_t i = 0; i < made.skipped.size() && i < kNames; ++i) {
        auto& row = list.section("ROW");
        row.set("LINE", std::to_string(made.skipped[i].row.line));
        row.set("DOMAIN", made.skipped[i].row.typed);
        row.set("WHY", skipped_text(services, made.skipped[i].why, language));
    }
    if (made.skipped.size() > kNames) list.show("MORE");
}

struct Form {
    std::string csv;
    PolicyLevel level = PolicyLevel::Block;  // where the file names none
    std::string source;
};

Form form_in(const web::Request& request) {
    return {.csv = request.form_value("csv").value_or(""),
            .level = federation::level_named(request.form_value("level").value_or("block")),
            .source = std::string(base::trim(request.form_value("source").value_or("")))};
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Form& form, web::Page page = {},
                   const std::vector<web::FieldError>& errors = {}) {
    const auto language = web::language_of(request);
    page.set_html("TABS", tabs(services, language, "serveurs", visitor.account->role));
    page.set("CSRF", visitor.csrf_token);
    page.set("CSV", form.csv).set("SOURCE", form.source);
    page.set("LEVEL_NAME", std::string(federation::level_name(form.level)));
    page.show(form.level == PolicyLevel::Silence ? "SILENCE"
              : form.level == PolicyLevel::Allow ? "ALLOW"
                                                 : "BLOCK");
    show_errors(services, page, language, errors);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Liste de serveurs"), .indexed = false},
        "admin/server_list.html", page, errors.empty() ? 200 : 422);
}

web::Response take(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    auto form = form_in(request);
    const auto wrong = [&](const char* field, std::string_view message) {
        return show(services, request, visitor, form, {}, {{field, words.tr(language, message)}});
    };
    if (form.level == PolicyLevel::None)
        return wrong("csv", web::tr_later("Ce n’est pas un fichier CSV lisible."));
    const auto rows = federation::read_domain_list(form.csv, form.level);
    if (!rows) return wrong("csv", rows.error().detail);
    if (form.source.empty())
        return wrong("source",
                     web::tr_later("Dites d’où vient cette liste : c’est la raison affichée."));
    auto& moderation = services.federation.moderation();
    auto made = federation::plan_import(*rows, services.federation.domain_policy().rules(),
                                        moderation, form.source);
    if (request.form_value("action") == "apply") {
        auto rules = std::move(made.rules);
        if (request.form_value("linked") == "1")
            rules.insert(rules.end(), made.linked.begin(), made.linked.end());
        if (auto set = moderation.set_all(std::move(rules), visitor.account->id); !set)
            return wrong("csv", set.error().detail);
        return done(services, "/gestion/serveurs", "importe");
    }
    web::Page page;
    auto& plan = page.section("PLAN");
    if (made.names_us()) plan.show("NAMES_US");
    if (made.rules.empty() && made.linked.empty()) plan.show("NOTHING");
    show_rules(services, plan, "NEW", made.rules, language);
    show_rules(services, plan, "LINKED", made.linked, language);
    if (!made.linked.empty()) show_cut(services, plan, made.cut, language);
    show_skipped(services, plan, made, language);
    if (!made.rules.empty() || !made.linked.empty()) plan.show("APPLY");
    return show(services, request, visitor, form, std::move(page));
}

}  // namespace

std::string level_text(Services& services, PolicyLevel level, web::Language language) {
    const auto& words = services.translations;
    if (level == PolicyLevel::Block) return words.tr(language, "bloqué");
    if (level == PolicyLevel::Silence) return words.tr(language, "au silence");
    return words.tr(language, "admis");
}

void show_cut(Services& services, web::Page& box, const federation::Cut& cut,
              web::Language language) {
    const auto& words = services.translations;
    auto& lost = box.section("LOST");
    const auto list = [&](const std::vector<std::string>& actors, std::string count) {
        if (actors.empty()) return;
        auto& group = lost.section("RELATIONS");
        group.set("COUNT", std::move(count));
        for (std::size_t i = 0; i < actors.size() && i < kNames; ++i) {
            const auto face = face_of(services, actors[i]);
            group.section("ACTOR").set("NAME", face.name).set("HANDLE", face.handle);
        }
    };
    const auto size = [](const auto& all) { return static_cast<std::int64_t>(all.size()); };
    list(cut.followers, words.trn(language, "{n} abonné serait perdu",
                                  "{n} abonnés seraient perdus", size(cut.followers)));
    list(cut.following, words.trn(language, "{n} voisin ne serait plus suivi",
                                  "{n} voisins ne seraient plus suivis", size(cut.following)));
}

void add_server_lists_routes(Services& services, web::Router& router) {
    on_get(
        services, router, "/gestion/serveurs/liste",
        [&](const web::Request& request, const Visitor& visitor) {
            return show(services, request, visitor, {});
        },
        Role::Moderator);
    on_post(
        services, router, "/gestion/serveurs/liste",
        [&](const web::Request& request, const Visitor& visitor) {
            return take(services, request, visitor);
        },
        Role::Moderator);
    on_get(
        services, router, "/gestion/serveurs.csv",
        [&](const web::Request&, const Visitor&) {
            return web::Response::json(
                       200, "text/csv; charset=utf-8",
                       federation::write_domain_list(services.federation.domain_policy().list()))
                .with("Content-Disposition", "attachment; filename=\"serveurs.csv\"")
                .with("Cache-Control", "private, no-store");
        },
        Role::Moderator);
}

}  // namespace essaim::admin
