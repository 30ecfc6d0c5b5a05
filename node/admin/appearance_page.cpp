#include "node/admin/appearance_page.h"

#include <algorithm>
#include <array>

#include "node/admin/desk.h"
#include "node/admin/sample.h"
#include "node/base/text.h"
#include "node/federation/identity.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Profile;

constexpr const char* kHere = "/gestion/apparence";
constexpr std::size_t kFooterBytes = 600;
constexpr std::size_t kLegalBytes = 20'000;
constexpr std::int64_t kLogoWidth = 640;  // of the file that others show, pixels

// In the order of --h0 to --h11 in essaim.css.
constexpr std::array<std::string_view, 12> kHues = {
    web::tr_later("noisette"), web::tr_later("canard"), web::tr_later("framboise"),
    web::tr_later("feuille"),  web::tr_later("nuit"),   web::tr_later("brique"),
    web::tr_later("prune"),    web::tr_later("lagon"),  web::tr_later("genêt"),
    web::tr_later("sapin"),    web::tr_later("cerise"), web::tr_later("ardoise")};

// Parts of the front page that may be left out; node/home/front_pages.cpp and FrontPart::key know
// their names.
struct Part {
    std::string_view key, label;
};
constexpr std::array<Part, 6> kParts = {{{"agenda", web::tr_later("L’agenda")},
                                         {"documents", web::tr_later("Des documents")},
                                         {"lettre", web::tr_later("La lettre de la semaine")},
                                         {"voisins", web::tr_later("Nos voisins")},
                                         {"ailleurs", web::tr_later("Nous trouver aussi")},
                                         {"reseau", web::tr_later("Du côté du réseau")}}};

Profile profile_in(const web::Request& request, Profile profile) {
    const auto hue = whole_number(request.form_value("hue").value_or(""));
    if (hue && *hue >= 0 && *hue < 12) profile.hue = static_cast<int>(*hue);
    profile.footer = base::truncate_utf8(web::plain_line(request.form_value("footer").value_or("")),
                                         kFooterBytes);
    auto legal = web::clean_utf8(request.form_value("legal").value_or(""));
    std::erase(legal, '\r');
    profile.legal = std::string(base::trim(legal));
    profile.without.clear();
    for (const auto& part : kParts) {
        if (!request.form_value("part_" + std::string(part.key)))
            profile.without.emplace_back(part.key);
    }
    return profile;
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Profile& profile, const std::vector<web::FieldError>& errors, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set_html("TABS", tabs(services, language, "apparence"));
    page.set("CSRF", visitor.csrf_token).set("LANG", services.config.language);
    page.set("FOOTER", profile.footer).set("LEGAL", profile.legal);
    for (std::size_t i = 0; i < kHues.size(); ++i) {
        auto& hue = page.section("HUE");
        hue.set("NUMBER", std::to_string(i)).set("LABEL", words.tr(language, kHues[i]));
        if (static_cast<int>(i) == profile.hue) hue.show("CHECKED");
    }
    for (const auto& part : kParts) {
        auto& row = page.section("PART");
        row.set("KEY", std::string(part.key)).set("LABEL", words.tr(language, part.label));
        if (std::ranges::find(profile.without, part.key) == profile.without.end())
            row.show("CHECKED");
    }
    if (!profile.logo.empty()) page.section("LOGO").set_url("SRC", profile.logo);
    if (!profile.legal.empty()) page.show("HAS_LEGAL");
    page.set("NAME", profile.title).set("PLACE", profile.place).set("EMAIL", profile.email);
    show_errors(services, page, language, errors);
    page.set_html("SAMPLE", sample_part(services, profile, language));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Apparence"),
                      .indexed = false,
                      .modules = {"fiche.js"},
                      .styles = {"accueil.css"}},
                     "admin/appearance.html", page, status);
}

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

// The profile, the picture that it names and the line of the journal, together.
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
            services.accounts.note(connection, visitor.account->id, "appearance", "");
            return {};
        });
    if (kept) services.media.erase_gone();
    return kept;
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    auto profile = profile_in(request, services.federation.profile());
    auto logo = logo_in(services, request, visitor);
    if (logo.waiting) return *std::move(logo.waiting);
    std::vector<web::FieldError> errors;
    if (!logo.problem.empty()) errors.push_back({"logo", words.tr(language, logo.problem)});
    if (profile.legal.size() > kLegalBytes) {
        errors.push_back({"legal", words.tr(language, "Ce texte est trop long : 20 000 signes.")});
    }
    if (!errors.empty()) return show(services, request, visitor, profile, errors, 422);
    if (request.form_value("drop")) profile.logo.clear();
    if (logo.picture) profile.logo = logo.picture->path(logo.picture->up_to(kLogoWidth));
    if (!keep(services, visitor, profile, logo.picture)) {
        return show(services, request, visitor, profile,
                    {{"footer", words.tr(language,
                                         "L’enregistrement n’a pas abouti. "
                                         "Réessayez dans un instant.")}},
                    503);
    }
    return done(services, kHere, "apparence");
}

}  // namespace

void add_appearance_routes(Services& services, web::Router& router) {
    on_get(services, router, kHere, [&](const web::Request& request, const Visitor& visitor) {
        return show(services, request, visitor, services.federation.profile(), {}, 200);
    });
    on_post_files(services, router, kHere,
                  [&](const web::Request& request, const Visitor& visitor) {
                      return save(services, request, visitor);
                  });
}

}  // namespace essaim::admin
