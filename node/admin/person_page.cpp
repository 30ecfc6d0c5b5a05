#include <algorithm>

#include "node/accounts/people.h"
#include "node/admin/desk.h"
#include "node/admin/people_page.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const accounts::Person& person, const std::vector<web::FieldError>& errors,
                   int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto& account = person.account;
    web::Page page;
    page.set_html("TABS", tabs(services, language, "personnes"));
    page.set("CSRF", visitor.csrf_token).set("ID", account.id);
    page.set("NAME", account.name.empty() ? account.email : account.name);
    page.set("EMAIL", account.email);
    page.set("SINCE", web::format_date(language, person.created));
    page.set("SEEN", person.seen ? web::format_date(language, *person.seen)
                                 : words.tr(language, "pas connectée en ce moment"));
    page.set("SECOND", person.second_code ? words.tr(language, "demandé")
                                          : words.tr(language, "pas demandé"));
    page.set("SHEET", person.has_sheet ? words.tr(language, "préparée")
                                       : words.tr(language, "pas préparée"));
    if (person.leaving) {
        page.section("LEAVING").set(
            "WHEN", words.tr(language, "Cette personne part : son compte sera effacé le {date}.",
                             {{"date", web::format_date(language, *person.leaving)}}));
    }
    show_errors(services, page, language, errors);
    if (person.closed) {
        page.section("CLOSED").set("CSRF", visitor.csrf_token).set("ID", account.id);
    } else {
        auto& box = page.section("OPEN");
        for (const auto& role : role_words(services, language)) {
            auto& choice = box.section("CHOICE");
            choice.set("VALUE", std::string(accounts::role_name(role.role)));
            choice.set("LABEL", role.name).set("WHAT", role.what);
            if (role.role == account.role) choice.show("CHECKED");
        }
        box.set("CSRF", visitor.csrf_token).set("ID", account.id);
        for (const auto& error : errors) {
            box.section("ROLE_ERROR").set("MESSAGE", error.message);
        }
    }
    return show_page(services, request, visitor, {.title = account.name, .indexed = false},
                     "admin/person.html", page, status);
}

web::Response change(Services& services, const web::Request& request, const Visitor& visitor) {
    auto& people = services.accounts.people();
    const auto person = people.find(request.parameter("id"));
    if (!person) return show_problem(services, request, 404);
    const auto id = person->account.id;
    const auto action = request.form_value("action").value_or("");
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    Result<void> changed = refuse(Fault::Unprocessable, "Choisissez un rôle.");
    const char* what = "role";
    if (action == "fermer") {
        changed = people.close(id, visitor.account->id);
        what = "compte-ferme";
    } else if (action == "rouvrir") {
        changed = people.reopen(id, visitor.account->id);
        what = "compte-rouvert";
    } else if (role) {
        changed = people.set_role(id, *role, visitor.account->id);
    }
    if (!changed) {
        const auto& error = changed.error();
        if (error.fault != Fault::Conflict && error.fault != Fault::Unprocessable) {
            return show_problem(services, request, 503);
        }
        return show(services, request, visitor, *person,
                    {{"role", services.translations.tr(web::language_of(request), error.detail)}},
                    422);
    }
    return done(services, "/gestion/personnes", what);
}

}  // namespace

void add_person_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/personnes/{id}",
           [&](const web::Request& request, const Visitor& visitor) {
               const auto person = services.accounts.people().find(request.parameter("id"));
               return person ? show(services, request, visitor, *person, {}, 200)
                             : show_problem(services, request, 404);
           });
    on_post(services, router, "/gestion/personnes/{id}",
            [&](const web::Request& request, const Visitor& visitor) {
                return change(services, request, visitor);
            });
}

}  // namespace essaim::admin
