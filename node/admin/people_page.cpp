#include "node/admin/people_page.h"

#include <algorithm>
#include <array>

#include "node/accounts/invitations.h"
#include "node/accounts/people.h"
#include "node/admin/desk.h"
#include "node/web/qr.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::array<int, 3> kDays = {1, 7, 30};

struct Made {  // what the answer to a form tells, once
    std::string link;
    std::string email;  // of who asked; may be empty
    int uses = 1;
    base::Instant expires;
};

std::string role_name_in(const std::vector<RoleWords>& roles, Role role) {
    return std::ranges::find(roles, role, &RoleWords::role)->name;
}

void show_made(Services& services, web::Page& page, web::Language language, const Made& made) {
    const auto& words = services.translations;
    const auto name = services.federation.profile().title;
    auto& box = page.section("INVITATION");
    box.set("LINK", made.link);
    const auto date = web::format_date(language, made.expires);
    box.set("VALID", words.trn(language, "Valable une fois, jusqu’au {date}.",
                               "Valable {n} fois, jusqu’au {date}.", made.uses, {{"date", date}}));
    box.set_html("QR", web::qr_code(made.link, words.tr(language, "Lien d’invitation")));
    box.set("MESSAGE", words.tr(language,
                                "Bonjour,\n\nVoici le lien pour entrer sur le site de {name} :\n"
                                "{link}\n\nIl est valable jusqu’au {date}.\n",
                                {{"name", name}, {"link", made.link}, {"date", date}}));
    if (!made.email.empty()) {
        box.section("WRITE").set_url("MAIL", "mailto:" + made.email).set("EMAIL", made.email);
    }
}

void show_people(Services& services, web::Page& page, web::Language language,
                 const std::vector<RoleWords>& roles, const Visitor& visitor) {
    const auto& words = services.translations;
    std::int64_t managers = 0;
    for (const auto& person : services.accounts.people().all()) {
        const auto& account = person.account;
        if (account.role == Role::Manager && !person.closed && !person.leaving) ++managers;
        auto& row = page.section("PERSON");
        row.set("NAME", account.name.empty() ? account.email : account.name);
        row.set("EMAIL", account.email).set("ROLE", role_name_in(roles, account.role));
        row.set("URL", "/gestion/personnes/" + account.id);
        if (account.id == visitor.account->id) row.show("YOU");
        if (person.closed) row.show("CLOSED");
        if (person.leaving) row.show("LEAVING");
        row.set("SEEN", person.seen ? words.tr(language, "Vue le {date}.",
                                               {{"date", web::format_date(language, *person.seen)}})
                                    : words.tr(language, "Pas connectée en ce moment."));
    }
    if (managers < 2) page.show("ALONE");
}

void show_open(Services& services, web::Page& page, web::Language language,
               const std::vector<RoleWords>& roles, const Visitor& visitor) {
    const auto& words = services.translations;
    const auto open = services.accounts.invitations().open();
    if (open.empty()) return;
    auto& box = page.section("OPEN");
    for (const auto& one : open) {
        auto& row = box.section("ONE");
        row.set("ID", one.id).set("CSRF", visitor.csrf_token);
        row.set("LABEL", one.label.empty() ? words.tr(language, "Lien d’invitation") : one.label);
        row.set("ROLE", role_name_in(roles, one.role));
        row.set("LEFT", words.trn(language, "{n} entrée possible, jusqu’au {date}",
                                  "{n} entrées possibles, jusqu’au {date}", one.uses - one.used,
                                  {{"date", web::format_date(language, one.expires)}}));
    }
}

void show_requests(Services& services, web::Page& page, web::Language language,
                   const std::vector<RoleWords>& roles, const Visitor& visitor) {
    const auto requests = services.accounts.invitations().requests();
    if (requests.empty()) return;
    auto& box = page.section("REQUESTS");
    for (const auto& one : requests) {
        auto& row = box.section("REQUEST");
        row.set("ID", one.id).set("NAME", one.name).set("EMAIL", one.email);
        row.set("REASON", one.reason).set("CSRF", visitor.csrf_token);
        row.set("DATE", web::format_date(language, one.at));
        for (const auto& role : roles) {
            auto& option = row.section("OPTION");
            option.set("VALUE", std::string(accounts::role_name(role.role))).set("ROLE", role.name);
            if (role.role == Role::Writer) option.show("CHOSEN");
        }
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Made& made, const std::vector<web::FieldError>& errors, int status) {
    const auto language = web::language_of(request);
    const auto roles = role_words(services, language);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "personnes"));
    page.set("CSRF", visitor.csrf_token);
    page.set("LABEL_TEXT", request.form_value("label").value_or(""));
    page.set("USES_TEXT", request.form_value("uses").value_or("1"));
    // "Premiers pas" leads here for a second manager.
    const auto asked =
        request.method == "POST" ? request.form_value("role") : request.query_value("role");
    const auto chosen = accounts::parse_role(asked.value_or("")).value_or(Role::Writer);
    for (const auto& role : roles) {
        auto& choice = page.section("CHOICE");
        choice.set("VALUE", std::string(accounts::role_name(role.role)));
        choice.set("NAME", role.name).set("WHAT", role.what);
        if (role.role == chosen) choice.show("CHECKED");
    }
    for (const auto days : kDays) {
        auto& option = page.section("DAYS");
        option.set("N", std::to_string(days));
        option.set("TEXT", services.translations.trn(language, "{n} jour", "{n} jours", days));
        if (days == 7) option.show("CHOSEN");
    }
    show_errors(services, page, language, errors);
    if (!made.link.empty()) show_made(services, page, language, made);
    show_people(services, page, language, roles, visitor);
    show_open(services, page, language, roles, visitor);
    show_requests(services, page, language, roles, visitor);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Personnes"),
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "admin/people.html", page, status);
}

// Shown here and now: the node keeps only a hash of the code.
web::Response make(Services& services, const web::Request& request, const Visitor& visitor,
                   const accounts::NewInvitation& wanted, const std::string& email) {
    const auto code = services.accounts.invitations().make(wanted);
    if (!code) {
        return show(services, request, visitor, {},
                    {{"role", services.translations.tr(
                                  web::language_of(request),
                                  "L’enregistrement n’a pas abouti. Réessayez dans un instant.")}},
                    503);
    }
    services.accounts.journal(visitor.account->id, "invite",
                              std::string(accounts::role_name(wanted.role)));
    return show(services, request, visitor,
                {.link = services.federation.actors().base() + "/bienvenue/" + *code,
                 .email = email,
                 .uses = wanted.uses,
                 .expires = services.clock.now() + wanted.valid},
                {}, 200);
}

web::Response invite(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto& words = services.translations;
    const auto language = web::language_of(request);
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    const auto uses = whole_number(request.form_value("uses").value_or("1"));
    const auto days = whole_number(request.form_value("days").value_or("7"));
    std::vector<web::FieldError> errors;
    if (!role) errors.push_back({"role", words.tr(language, "Choisissez un rôle.")});
    if (!uses || *uses < 1 || *uses > accounts::Invitations::kMostUses) {
        errors.push_back({"uses", words.tr(language, "Donnez un nombre de 1 à 100.")});
    }
    if (!errors.empty()) return show(services, request, visitor, {}, errors, 422);
    const bool known = days && std::ranges::find(kDays, *days) != kDays.end();
    return make(services, request, visitor,
                {.role = *role,
                 .valid = std::chrono::hours(24 * (known ? *days : 7)),
                 .uses = static_cast<int>(*uses),
                 .label = request.form_value("label").value_or("")},
                "");
}

web::Response answer(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    const bool accept = request.form_value("action") == "inviter";
    const auto settled =
        services.accounts.invitations().settle(request.form_value("request").value_or(""));
    if (!settled) {  // sent twice
        return settled.error().fault == Fault::NotFound
                   ? web::Response::see_other("/gestion/personnes")
                   : show_problem(services, request, 503);
    }
    if (!accept || !role) {
        services.accounts.journal(visitor.account->id, "request.refused", "");
        return done(services, "/gestion/personnes", "demande-ecartee");
    }
    return make(services, request, visitor, {.role = *role, .label = settled->name},
                settled->email);
}

}  // namespace

std::vector<RoleWords> role_words(Services& services, web::Language language) {
    const auto& words = services.translations;
    return {
        {Role::Reader, words.tr(language, "Lecture"), words.tr(language, "Se connecte, et lit.")},
        {Role::Member, words.tr(language, "Membre"),
         words.tr(language, "Peut avoir une adresse à soi dans le fédiverse.")},
        {Role::Writer, words.tr(language, "Rédaction"),
         words.tr(language, "Écrit, publie, corrige et supprime les actualités.")},
        {Role::Moderator, words.tr(language, "Modération"),
         words.tr(language,
                  "Tout cela ; et lit les signalements, masque des contenus, écarte des "
                  "serveurs.")},
        {Role::Manager, words.tr(language, "Gestion"),
         words.tr(language,
                  "Tout cela ; et suit des associations, change la fiche, invite d’autres "
                  "personnes.")}};
}

void add_people_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/personnes",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, {}, {}, 200);
           });
    on_post(services, router, "/gestion/personnes",
            [&](const web::Request& request, const Visitor& visitor) {
                return invite(services, request, visitor);
            });
    on_post(services, router, "/gestion/personnes/demande",
            [&](const web::Request& request, const Visitor& visitor) {
                return answer(services, request, visitor);
            });
    on_post(services, router, "/gestion/personnes/invitation",
            [&](const web::Request& request, const Visitor& visitor) {
                const auto id = request.form_value("invitation").value_or("");
                if (services.accounts.invitations().revoke(id)) {
                    services.accounts.journal(visitor.account->id, "invite.revoked", id);
                }
                return done(services, "/gestion/personnes", "invitation-reprise");
            });
    add_person_routes(services, router);
}

}  // namespace essaim::admin
