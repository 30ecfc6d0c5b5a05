#include "node/admin/people_page.h"

#include <array>

#include "node/admin/desk.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr int kInvitationDays = 7;

std::string role_text(Services& services, web::Language language, Role role) {
    static constexpr std::array<std::string_view, 5> kNames = {
        web::tr_later("lecture"), web::tr_later("membre"), web::tr_later("rédaction"),
        web::tr_later("modération"), web::tr_later("gestion")};
    return services.translations.tr(language, kNames.at(static_cast<std::size_t>(role)));
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::string& link, const std::vector<web::FieldError>& errors,
                   int status) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "personnes"));
    page.set("CSRF", visitor.csrf_token);
    // "Premiers pas" leads here for a second manager.
    page.show(request.query_value("role") == "manager" ? "MANAGER" : "WRITER");
    show_errors(services, page, language, errors);
    if (!link.empty()) page.section("INVITATION").set("LINK", link);
    for (const auto& account : services.accounts.list()) {
        auto& row = page.section("PERSON");
        row.set("NAME", account.name.empty() ? account.email : account.name);
        row.set("EMAIL", account.email);
        row.set("ROLE", role_text(services, language, account.role));
        if (account.id == visitor.account->id) row.show("YOU");
    }
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Personnes"),
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "admin/people.html", page, status);
}

web::Response invite(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    if (!role) {
        return show(services, request, visitor, "",
                    {{"role", words.tr(language, "Choisissez un rôle.")}}, 422);
    }
    const auto code =
        services.accounts.new_invitation(*role, std::chrono::hours(24 * kInvitationDays));
    if (!code) {
        return show(
            services, request, visitor, "",
            {{"role",
              words.tr(language, "L’enregistrement n’a pas abouti. Réessayez dans un instant.")}},
            503);
    }
    services.accounts.journal(visitor.account->id, "invite",
                              std::string(accounts::role_name(*role)));
    // Shown here and now: the node keeps only a hash of the code.
    return show(services, request, visitor,
                services.federation.actors().base() + "/bienvenue/" + *code, {}, 200);
}

}  // namespace

void add_people_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/personnes",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, "", {}, 200);
           });
    on_post(services, router, "/gestion/personnes",
            [&](const web::Request& request, const Visitor& visitor) {
                return invite(services, request, visitor);
            });
}

}  // namespace essaim::admin
