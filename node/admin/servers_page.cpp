#include "node/admin/servers_page.h"

#include "node/admin/desk.h"
#include "node/admin/server_lists.h"
#include "node/base/text.h"
#include "node/federation/domain_name.h"
#include "node/federation/moderation.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;
using federation::DomainRule;
using federation::PolicyLevel;

// What the form says, and what is wrong with it.
struct Desk {
    std::string domain;
    PolicyLevel level = PolicyLevel::Silence;
    std::string reason = {};
    bool obfuscate = false;
    std::vector<web::FieldError> errors = {};
};

void show_rules(Services& services, web::Page& page, const std::vector<DomainRule>& rules,
                web::Language language) {
    if (rules.empty()) return;
    auto& list = page.section("RULES");
    for (const auto& rule : rules) {
        auto& row = list.section("RULE");
        row.set("DOMAIN", rule.domain);
        row.set("LEVEL", level_text(services, rule.level, language));
        row.set("DATE", web::format_date(language, rule.since));
        row.set_if("REASON", rule.reason);
        if (rule.obfuscate) row.show("OBFUSCATED");
    }
}

void fill_form(web::Page& page, const Desk& desk) {
    page.set("DOMAINE", desk.domain);
    page.set("REASON_TEXT", desk.reason);
    page.show(desk.level == PolicyLevel::Block   ? "BLOCK"
              : desk.level == PolicyLevel::Allow ? "ALLOW"
                                                 : "SILENCE");
    if (desk.obfuscate) page.show("OBFUSCATE");
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Desk& desk, web::Page page = {}, int status = 200) {
    const auto language = web::language_of(request);
    page.set_html("TABS", tabs(services, language, "serveurs", visitor.account->role));
    page.set("CSRF", visitor.csrf_token);
    const auto& policy = services.federation.domain_policy();
    page.show(policy.listed_only() ? "LISTED_ONLY" : "OPEN");
    fill_form(page, desk);
    show_errors(services, page, language, desk.errors);
    show_rules(services, page, policy.list(), language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Serveurs"), .indexed = false},
                     "admin/servers.html", page, status);
}

std::string field(const web::Request& request, const char* name) {
    return std::string(base::trim(request.form_value(name).value_or("")));
}

// Asks before somebody is lost: the same form again, with a button that means it.
web::Response confirm(Services& services, const web::Request& request, const Visitor& visitor,
                      const federation::Cut& cut, const Desk& desk) {
    web::Page page;
    auto& box = page.section("CONFIRM");
    show_cut(services, box, cut, web::language_of(request));
    for (const auto* name : {"action", "domaine", "level", "reason", "obfuscate", "mode"}) {
        auto& kept = box.section("KEPT");
        kept.set("NAME", name).set("VALUE", field(request, name));
    }
    return show(services, request, visitor, desk, std::move(page), 409);
}

// The rules as they would be; the acts on them below are done only if nobody is lost, or it is
// meant.
web::Response change(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& who = visitor.account->id;
    auto& moderation = services.federation.moderation();
    auto then = services.federation.domain_policy().rules();
    const auto action = field(request, "action");
    Desk desk{.domain = field(request, "domaine"),
              .level = federation::level_named(field(request, "level")),
              .reason = field(request, "reason"),
              .obfuscate = field(request, "obfuscate") == "1"};
    const auto domain = federation::domain_in(desk.domain).value_or("");
    const bool listed_only = field(request, "mode") == "listed";
    if (action == "mode") {
        then.set_listed_only(listed_only);
    } else {
        then.put(domain, action == "clear" ? PolicyLevel::None : desk.level);
    }
    const auto cut = moderation.cut_by(then);
    if (!cut.empty() && field(request, "confirm") != "1")
        return confirm(services, request, visitor, cut, desk);
    if (action == "mode") {
        if (!moderation.set_listed_only(listed_only, who))
            return show_problem(services, request, 503);
        return done(services, "/gestion/serveurs", "ouverture");
    }
    if (action == "clear") {
        std::ignore = moderation.clear(desk.domain, who);  // a second time changes nothing
        return done(services, "/gestion/serveurs", "leve");
    }
    if (desk.level == PolicyLevel::None) return show_problem(services, request, 400);
    const auto set = moderation.set({.domain = desk.domain,
                                     .level = desk.level,
                                     .reason = desk.reason,
                                     .obfuscate = desk.obfuscate},
                                    who);
    if (set) return done(services, "/gestion/serveurs", "serveur");
    desk.errors = {{"domaine", services.translations.tr(language, set.error().detail)}};
    return show(services, request, visitor, desk, {}, 422);
}

// Others need not learn the name of a place that only serves to harm.
std::string public_name(const DomainRule& rule) {
    if (!rule.obfuscate) return rule.domain;
    auto name = rule.domain;
    for (std::size_t i = name.size() / 4; i < name.size() - name.size() / 4; ++i) {
        if (name[i] != '.') name[i] = '*';
    }
    return name;
}

web::Response about(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& policy = services.federation.domain_policy();
    web::Page page;
    if (policy.listed_only()) page.show("LISTED_ONLY");
    const auto rules = policy.list();
    const auto show_level = [&](PolicyLevel level, const char* name) {
        web::Page* list = nullptr;
        for (const auto& rule : rules) {
            if (rule.level != level) continue;
            if (list == nullptr) list = &page.section(name);
            auto& row = list->section("SERVER");
            row.set("NAME", public_name(rule));
            row.set("DATE", web::format_date(language, rule.since));
            row.set_if("REASON", rule.reason);
        }
        return list != nullptr;
    };
    const bool blocked = show_level(PolicyLevel::Block, "BLOCKED");
    const bool silenced = show_level(PolicyLevel::Silence, "SILENCED");
    if (policy.listed_only()) show_level(PolicyLevel::Allow, "ALLOWED");
    if (!blocked && !silenced) page.show("NONE");
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Serveurs écartés")},
                     "admin/about_servers.html", page);
}

}  // namespace

void add_servers_routes(Services& services, web::Router& router) {
    router.get("/a-propos/serveurs",
               [&](const web::Request& request) { return about(services, request); });
    on_get(
        services, router, "/gestion/serveurs",
        [&](const web::Request& request, const Visitor& visitor) {
            return show(services, request, visitor,
                        {.domain = request.query_value("domaine").value_or("")});
        },
        Role::Moderator);
    on_post(
        services, router, "/gestion/serveurs",
        [&](const web::Request& request, const Visitor& visitor) {
            return change(services, request, visitor);
        },
        Role::Moderator);
    add_server_lists_routes(services, router);
}

}  // namespace essaim::admin
