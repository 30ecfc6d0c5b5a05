#include "node/admin/profile_page.h"

#include <array>

#include "node/admin/desk.h"
#include "node/base/text.h"
#include "node/federation/identity.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/web/billet.h"
#include "node/web/plain_line.h"
#include "node/web/url_policy.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Profile;

// In the order of --h0 to --h11 in essaim.css.
constexpr std::array<std::string_view, 12> kHues = {
    web::tr_later("noisette"), web::tr_later("canard"), web::tr_later("framboise"),
    web::tr_later("feuille"),  web::tr_later("nuit"),   web::tr_later("brique"),
    web::tr_later("prune"),    web::tr_later("lagon"),  web::tr_later("genêt"),
    web::tr_later("sapin"),    web::tr_later("cerise"), web::tr_later("ardoise")};

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
    const auto hue = whole_number(request.form_value("hue").value_or(""));
    if (hue && *hue >= 0 && *hue < 12) profile.hue = static_cast<int>(*hue);
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

// The note and the sentence, as on the front page; fiche.js keeps them in step.
void show_sample(Services& services, web::Page& page, const Profile& profile,
                 web::Language language) {
    page.set("LANG", services.config.language);
    page.set_html("BILLET", web::billet(services.templates, language,
                                        {.key = services.federation.actors().association().id,
                                         .hue = profile.hue,
                                         .lang = services.config.language,
                                         .title = profile.title,
                                         .tagline = profile.tagline,
                                         .unit = profile.unit,
                                         .worth = profile.worth,
                                         .sample = true}));
    const auto at =
        profile.accent.empty() ? std::string::npos : profile.sentence.find(profile.accent);
    page.set("BEFORE", profile.sentence.substr(0, at));
    if (at == std::string::npos) return;
    page.set("MIDDLE", profile.accent);
    page.set("AFTER", profile.sentence.substr(at + profile.accent.size()));
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Profile& profile, const std::vector<web::FieldError>& errors, int status) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "fiche"));
    page.set("CSRF", visitor.csrf_token);
    for (const auto& field : kFields) page.set(field.placeholder, profile.*field.text);
    page.set("ABOUT", profile.about);
    for (std::size_t i = 0; i < kHues.size(); ++i) {
        auto& hue = page.section("HUE");
        hue.set("NUMBER", std::to_string(i));
        hue.set("LABEL", services.translations.tr(language, kHues[i]));
        if (static_cast<int>(i) == profile.hue) hue.show("CHECKED");
    }
    if (!profile.logo.empty()) page.section("LOGO").set_url("SRC", profile.logo);
    show_errors(services, page, language, errors);
    show_sample(services, page, profile, language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Notre fiche"),
                      .indexed = false,
                      .modules = {"fiche.js"},
                      .styles = {"accueil.css"}},
                     "admin/profile.html", page, status);
}

constexpr std::int64_t kLogoWidth = 640;  // of the file that others show, pixels

// The picture that was sent with the form, if one was.
struct Logo {
    std::optional<media::Picture> picture;
    std::string problem;  // French
    std::optional<web::Response> waiting;
};

Logo logo_in(Services& services, const web::Request& request, const Visitor& visitor) {
    Logo logo;
    const auto file = request.file("logo");
    if (!file) return logo;
    auto taken = services.media.take_picture(file->bytes, visitor.account->id);
    if (!taken.outcome) {
        logo.waiting = std::move(taken.waiting);
    } else if (*taken.outcome) {
        logo.picture = std::move(**taken.outcome);
    } else {
        logo.problem = taken.outcome->error().detail;
    }
    return logo;
}

// The sheet and the picture that it names, together.
Result<void> keep(Services& services, const Visitor& visitor, const Profile& profile,
                  const std::optional<media::Picture>& picture) {
    const auto& us = services.federation.actors().association().id;
    const auto kept = services.federation.identity().set_profile(
        profile, [&](storage::Connection& connection) -> Result<void> {
            media::MediaStore store(connection);
            if (picture) {
                TRY(store.show(us, visitor.account->id, {{picture->id, profile.title}}));
                store.publish(us);
            } else if (profile.logo.empty()) {
                store.forget(us);
            }
            return {};
        });
    if (kept) services.media.erase_gone();
    return kept;
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    auto profile = profile_in(request, services.federation.profile());
    auto logo = logo_in(services, request, visitor);
    if (logo.waiting) return *std::move(logo.waiting);
    auto errors = errors_of(services, profile, language);
    if (!logo.problem.empty())
        errors.push_back({"logo", services.translations.tr(language, logo.problem)});
    if (!errors.empty()) return show(services, request, visitor, profile, errors, 422);
    if (request.form_value("drop")) profile.logo.clear();
    if (logo.picture) profile.logo = logo.picture->path(logo.picture->up_to(kLogoWidth));
    if (!keep(services, visitor, profile, logo.picture)) {
        return show(services, request, visitor, profile,
                    {{"title", services.translations.tr(language,
                                                        "L’enregistrement n’a pas abouti. "
                                                        "Réessayez dans un instant.")}},
                    503);
    }
    services.accounts.journal(visitor.account->id, "profile", profile.title);
    return done(services, "/gestion", "fiche");
}

}  // namespace

void add_profile_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/fiche",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, services.federation.profile(), {}, 200);
           });
    on_post_files(services, router, "/gestion/fiche",
                  [&](const web::Request& request, const Visitor& visitor) {
                      return save(services, request, visitor);
                  });
}

}  // namespace essaim::admin
