#include "node/admin/identity_page.h"

#include <algorithm>

#include "node/admin/desk.h"
#include "node/base/text.h"
#include "node/federation/identity.h"
#include "node/web/plain_line.h"
#include "node/web/url_policy.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Profile;

constexpr std::size_t kNameBytes = 100;
constexpr std::size_t kValueBytes = 500;
constexpr std::size_t kTagBytes = 60;

std::string line_in(const web::Request& request, const std::string& field, std::size_t bytes) {
    return base::truncate_utf8(web::plain_line(request.form_value(field).value_or("")), bytes);
}

// "#MonnaieLocale, #vière" → {"MonnaieLocale", "vière"}.
std::vector<std::string> tags_in(const std::string& text) {
    std::vector<std::string> tags;
    std::string spaced = text;
    std::ranges::replace(spaced, ',', ' ');
    for (auto word : base::split(spaced, ' ')) {
        if (word.starts_with('#')) word.remove_prefix(1);
        const bool odd = word.find_first_of("#/?&<>\"'.;:!") != std::string_view::npos;
        if (word.empty() || odd || tags.size() == federation::kMostTags) continue;
        tags.push_back(base::truncate_utf8(word, kTagBytes));
    }
    return tags;
}

Profile profile_in(const web::Request& request, Profile profile) {
    profile.fields.clear();
    for (std::size_t i = 1; i <= federation::kMostFields; ++i) {
        auto name = line_in(request, "name" + std::to_string(i), kNameBytes);
        auto value = line_in(request, "value" + std::to_string(i), kValueBytes);
        if (!name.empty() || !value.empty())
            profile.fields.push_back({std::move(name), std::move(value)});
    }
    profile.tags = tags_in(line_in(request, "tags", kValueBytes));
    const auto ticked = [&](const char* field) { return request.form_value(field) == "1"; };
    profile.discoverable = ticked("discoverable");
    profile.indexable = ticked("indexable");
    profile.show_followers = ticked("followers");
    profile.show_following = ticked("following");
    profile.full_texts = request.form_value("texts") == "full";
    return profile;
}

std::vector<web::FieldError> errors_of(Services& services, const Profile& profile,
                                       web::Language language) {
    const auto& words = services.translations;
    for (const auto& field : profile.fields) {
        if (field.name.empty() || field.value.empty()) {
            return {{"fields", words.tr(language, "Chaque ligne demande un nom et un contenu.")}};
        }
        const bool address = field.value.starts_with("http:") || field.value.starts_with("https:");
        if (address && (!field.value.starts_with("https://") || !web::link_url(field.value))) {
            return {{"fields",
                     words.tr(language,
                              "Une adresse commence par https:// et n’a pas d’espace : {value}",
                              {{"value", field.value}})}};
        }
    }
    return {};
}

// What is filled in, and two more: ten empty rows would look like a duty.
void show_fields(web::Page& page, const Profile& profile) {
    const auto rows = std::min(profile.fields.size() + 2, federation::kMostFields);
    for (std::size_t i = 0; i < rows; ++i) {
        auto& row = page.section("FIELD");
        const bool known = i < profile.fields.size();
        row.set("NUMBER", std::to_string(i + 1));
        row.set("NAME", known ? profile.fields[i].name : "");
        row.set("VALUE", known ? profile.fields[i].value : "");
    }
    std::string tags;
    for (const auto& tag : profile.tags) tags += (tags.empty() ? "" : " ") + tag;
    page.set("TAGS", tags);
    if (profile.discoverable) page.show("DISCOVERABLE");
    if (profile.indexable) page.show("INDEXABLE");
    if (profile.show_followers) page.show("FOLLOWERS");
    if (profile.show_following) page.show("FOLLOWING");
    page.show(profile.full_texts ? "FULL" : "SHORT");
}

void show_keys(Services& services, web::Page& page, web::Language language) {
    const auto& words = services.translations;
    const auto state = services.federation.identity().keys.state();
    page.set("KEYS", state.rotated
                         ? words.tr(language, "Les clés ont été changées le {date}.",
                                    {{"date", web::format_date(language, *state.rotated)}})
                         : words.tr(language, "Les clés sont celles de la création du nœud."));
    if (state.untold > 0) {
        page.section("UNTOLD").set(
            "COUNT",
            words.trn(
                language,
                "{n} serveur n’en est pas encore averti ; l’ancienne clé lui sert en attendant.",
                "{n} serveurs n’en sont pas encore avertis ; l’ancienne clé leur sert en "
                "attendant.",
                state.untold));
    }
    if (state.may_rotate) page.show("MAY_ROTATE");
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Profile& profile, const std::vector<web::FieldError>& errors, int status) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "identite"));
    page.set("CSRF", visitor.csrf_token);
    page.set("LANG", services.config.language);
    page.set("HANDLE", face_of(services, services.federation.actors().association().id).handle);
    show_fields(page, profile);
    show_keys(services, page, language);
    show_errors(services, page, language, errors);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Dans le fédiverse"), .indexed = false},
        "admin/identity.html", page, status);
}

web::Response save(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto profile = profile_in(request, services.federation.profile());
    const auto errors = errors_of(services, profile, language);
    if (!errors.empty()) return show(services, request, visitor, profile, errors, 422);
    if (!services.federation.set_profile(profile)) return show_problem(services, request, 503);
    services.accounts.journal(visitor.account->id, "profile", "fediverse");
    return done(services, "/gestion/identite", "identite");
}

web::Response change_keys(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    auto& identity = services.federation.identity();
    if (request.form_value("oui") != "1") {
        return show(
            services, request, visitor, services.federation.profile(),
            {{"keys", services.translations.tr(language, "Cochez la case pour confirmer.")}}, 422);
    }
    if (!identity.keys.state().may_rotate) {
        return show_problem(
            services, request, 409,
            services.translations.tr(language,
                                     "Les clés viennent d’être changées : attendez une semaine "
                                     "avant de recommencer."));
    }
    services.accounts.journal(visitor.account->id, "keys.rotate", "");
    // With many members it takes longer than anybody waits for a page.
    std::ignore = identity.in_background("keys", [&identity] { return identity.keys.rotate(); });
    return done(services, "/gestion/identite", "cles");
}

}  // namespace

void add_identity_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/identite",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, services.federation.profile(), {}, 200);
           });
    on_post(services, router, "/gestion/identite",
            [&](const web::Request& request, const Visitor& visitor) {
                return save(services, request, visitor);
            });
    on_post(services, router, "/gestion/identite/cles",
            [&](const web::Request& request, const Visitor& visitor) {
                return change_keys(services, request, visitor);
            });
}

}  // namespace essaim::admin
