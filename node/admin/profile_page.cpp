#include "node/admin/profile_page.h"

#include <array>

#include "node/admin/desk.h"
#include "node/admin/sample.h"
#include "node/base/text.h"
#include "node/federation/identity.h"
#include "node/storage/connection.h"
#include "node/web/plain_line.h"
#include "node/web/url_policy.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Profile;

// A text of the sheet: its field, and how many bytes it may have.
struct Field {
    const char* name;
    const char* placeholder;  // in the template
    std::string Profile::* text;
    std::size_t bytes;
};
constexpr std::array<Field, 8> kFields = {{{"title", "TITLE", &Profile::title, 200},
                                           {"tagline", "TAGLINE", &Profile::tagline, 240},
                                           {"sentence", "SENTENCE", &Profile::sentence, 240},
                                           {"accent", "ACCENT", &Profile::accent, 120},
                                           {"place", "PLACE", &Profile::place, 240},
                                           {"email", "EMAIL", &Profile::email, 240},
                                           {"unit", "UNIT", &Profile::unit, 60},
                                           {"worth", "WORTH", &Profile::worth, 60}}};
constexpr std::size_t kAboutBytes = 1000;

Profile profile_in(const web::Request& request, Profile profile) {
    for (const auto& field : kFields) {
        profile.*field.text = base::truncate_utf8(
            web::plain_line(request.form_value(field.name).value_or("")), field.bytes);
    }
    profile.about =
        base::truncate_utf8(web::plain_line(request.form_value("about").value_or("")), kAboutBytes);
    return profile;
}

std::vector<web::FieldError> errors_of(Services& services, const Profile& profile,
                                       web::Language language) {
    const auto& words = services.translations;
    std::vector<web::FieldError> errors;
    if (profile.title.empty())
        errors.push_back({"title", words.tr(language, "Donnez le nom de l’association.")});
    if (!profile.accent.empty() && profile.sentence.find(profile.accent) == std::string::npos) {
        errors.push_back(
            {"accent",
             words.tr(language,
                      "Ces mots ne sont pas dans votre phrase : recopiez-les tels quels.")});
    }
    const bool looks_right =
        profile.email.find('@') != std::string::npos && web::link_url("mailto:" + profile.email);
    if (!profile.email.empty() && !looks_right) {
        errors.push_back(
            {"email", words.tr(language, "Cette adresse de courriel n’a pas la forme attendue.")});
    }
    if (!profile.worth.empty() && profile.unit.empty()) {
        errors.push_back({"unit", words.tr(language, "Dites aussi le nom de l’unité.")});
    }
    return errors;
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Profile& profile, const std::vector<web::FieldError>& errors, int status) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "fiche"));
    page.set("CSRF", visitor.csrf_token);
    for (const auto& field : kFields) page.set(field.placeholder, profile.*field.text);
    page.set("ABOUT", profile.about);
    show_errors(services, page, language, errors);
    page.set_html("SAMPLE", sample_part(services, profile, language));
    page.set("LANG", services.config.language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Notre fiche"),
                      .indexed = false,
                      .modules = {"fiche.js"},
                      .styles = {"accueil.css"}},
                     "admin/profile.html", page, status);
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto profile = profile_in(request, services.federation.profile());
    const auto errors = errors_of(services, profile, language);
    if (!errors.empty()) return show(services, request, visitor, profile, errors, 422);
    const auto kept = services.federation.identity().set_profile(
        profile, [&](storage::Connection& connection) -> Result<void> {
            services.accounts.note(connection, visitor.account->id, "profile", profile.title);
            return {};
        });
    if (!kept) {
        return show(services, request, visitor, profile,
                    {{"title", services.translations.tr(language,
                                                        "L’enregistrement n’a pas abouti. "
                                                        "Réessayez dans un instant.")}},
                    503);
    }
    return done(services, "/gestion", "fiche");
}

}  // namespace

void add_profile_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/fiche",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, services.federation.profile(), {}, 200);
           });
    on_post(services, router, "/gestion/fiche",
            [&](const web::Request& request, const Visitor& visitor) {
                return save(services, request, visitor);
            });
}

}  // namespace essaim::admin
