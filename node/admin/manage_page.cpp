#include "node/admin/manage_page.h"

#include <array>

#include "node/admin/health.h"
#include "node/base/text.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;

// What the page says after a form was sent.
struct Outcome {
    std::string done = {};
    std::string problem = {};
    std::string invitation = {};
    std::string whom = {};  // kept when following failed
    int status = 200;
};

std::string state_text(Services& services, web::Language language, const federation::Followed& peer) {
    const auto date = web::format_date_time(language, peer.since);
    if (peer.state == "accepted") {
        return services.translations.tr(language, "acceptée le {date}", {{"date", date}});
    }
    if (peer.state == "rejected") return services.translations.tr(language, "refusée");
    return services.translations.tr(language, "demandée le {date}, réponse attendue", {{"date", date}});
}

std::string role_text(Services& services, web::Language language, Role role) {
    static constexpr std::array<std::string_view, 5> kNames = {
        web::tr_later("lecture"), web::tr_later("membre"), web::tr_later("rédaction"),
        web::tr_later("modération"), web::tr_later("gestion")};
    return services.translations.tr(language, kNames.at(static_cast<std::size_t>(role)));
}

void fill_people(Services& services, web::Page& page, web::Language language) {
    for (const auto& account : services.accounts.list()) {
        auto& row = page.section("PERSON");
        row.set("NAME", account.name.empty() ? account.email : account.name);
        row.set("ROLE", role_text(services, language, account.role));
    }
}

void fill_relations(Services& services, web::Page& page, web::Language language,
                    const std::string& csrf) {
    const auto following = services.federation.following();
    if (!following.empty()) {
        auto& table = page.section("FOLLOWING");
        for (const auto& peer : following) {
            auto& row = table.section("ROW");
            row.set_url("URL", peer.url);
            row.set("NAME", peer.name);
            row.set("HANDLE", "@" + peer.handle);
            row.set("STATE", state_text(services, language, peer));
            row.set("ACTOR", peer.actor);
            row.set("CSRF", csrf);
        }
    }
    const auto followers = services.federation.followers();
    page.set("FOLLOWER_COUNT",
             services.translations.trn(language, "{n} abonné", "{n} abonnés",
                                       static_cast<std::int64_t>(followers.size())));
    if (followers.empty()) return;
    auto& list = page.section("FOLLOWERS");
    for (const auto& follower : followers) {
        auto& row = list.section("ROW");
        row.set_url("URL", follower.url);
        row.set("NAME", follower.name);
        row.set("HANDLE", "@" + follower.handle);
    }
}

void fill_profile(Services& services, web::Page& page, web::Language language) {
    static constexpr std::array<std::string_view, 12> kHues = {
        web::tr_later("noisette"), web::tr_later("canard"),  web::tr_later("framboise"),
        web::tr_later("forêt"),    web::tr_later("nuit"),    web::tr_later("brique"),
        web::tr_later("prune"),    web::tr_later("lagon"),   web::tr_later("genêt"),
        web::tr_later("ardoise"),  web::tr_later("violette"), web::tr_later("mousse")};
    const auto profile = services.federation.profile();
    page.set("TITLE", profile.title);
    page.set("TAGLINE", profile.tagline);
    page.set("SENTENCE", profile.sentence);
    for (std::size_t i = 0; i < kHues.size(); ++i) {
        auto& hue = page.section("HUE");
        hue.set("NUMBER", std::to_string(i));
        hue.set("LABEL", services.translations.tr(language, kHues[i]));
        if (static_cast<int>(i) == profile.hue) hue.show("CHECKED");
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Outcome& outcome) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    page.set("WHOM", outcome.whom);
    if (!outcome.done.empty()) page.section("DONE").set("MESSAGE", outcome.done);
    if (!outcome.problem.empty()) page.section("PROBLEM").set("MESSAGE", outcome.problem);
    if (!outcome.invitation.empty()) page.section("INVITATION").set("LINK", outcome.invitation);
    for (const auto& sentence : health_of(services, language)) {
        page.section("HEALTH").set("LEVEL", sentence.level).set("SENTENCE", sentence.text);
    }
    for (const auto& sentence : queue_of(services, language)) {
        page.section("QUEUE").set("LEVEL", sentence.level).set("SENTENCE", sentence.text);
    }
    fill_relations(services, page, language, visitor.csrf_token);
    fill_profile(services, page, language);
    fill_people(services, page, language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Gestion"), .indexed = false},
                     "admin/manage.html", page, outcome.status);
}

using Action = Outcome (*)(Services&, const web::Request&, const Visitor&);

Outcome follow(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto whom = std::string(base::trim(request.form_value("whom").value_or("")));
    auto actor = services.federation.follow(whom);
    if (!actor) {
        return {.problem = services.translations.tr(language, actor.error().detail),
                .whom = whom,
                .status = 422};
    }
    services.accounts.journal(visitor.account->id, "follow", *actor);
    return {.done = services.translations.tr(language, "La demande est partie.")};
}

Outcome unfollow(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto actor = request.form_value("actor").value_or("");
    if (auto done = services.federation.unfollow(actor); !done) {
        return {.problem = services.translations.tr(language, "Vous ne suivez pas cette adresse."),
                .status = 422};
    }
    services.accounts.journal(visitor.account->id, "unfollow", actor);
    return {.done = services.translations.tr(language, "C’est fait : vous ne suivez plus cette adresse.")};
}

Outcome profile(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    federation::Profile profile = services.federation.profile();
    const auto take = [&](const char* name, std::size_t bytes) {
        return base::truncate_utf8(
            std::string(base::trim(request.form_value(name).value_or(""))), bytes);
    };
    profile.title = take("title", 200);
    profile.tagline = take("tagline", 240);
    profile.sentence = take("sentence", 400);
    if (const auto hue = whole_number(request.form_value("hue").value_or(""));
        hue && *hue >= 0 && *hue < 12) {
        profile.hue = static_cast<int>(*hue);
    }
    if (profile.title.empty()) {
        return {.problem = services.translations.tr(language, "Donnez le nom de l’association."),
                .status = 422};
    }
    if (!services.federation.set_profile(profile)) {
        return {.problem = services.translations.tr(language, "L’enregistrement n’a pas abouti. "
                                                              "Réessayez dans un instant."),
                .status = 503};
    }
    services.accounts.journal(visitor.account->id, "profile", profile.title);
    return {.done = services.translations.tr(language, "La fiche est enregistrée.")};
}

Outcome invite(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    if (!role) return {.problem = services.translations.tr(language, "Choisissez un rôle."), .status = 422};
    auto code = services.accounts.new_invitation(*role, std::chrono::hours(24 * 7));
    if (!code) {
        return {.problem = services.translations.tr(language, "L’enregistrement n’a pas abouti. "
                                                              "Réessayez dans un instant."),
                .status = 503};
    }
    services.accounts.journal(visitor.account->id, "invite", std::string(accounts::role_name(*role)));
    return {.invitation = services.federation.actors().base() + "/bienvenue/" + *code};
}

}  // namespace

void add_manage_routes(Services& services, web::Router& router) {
    router.get("/gestion", [&](const web::Request& request) {
        auto visitor = services.accounts.require(request, Role::Manager);
        if (!visitor) return visitor.error();
        return show(services, request, *visitor,
                    {.whom = request.query_value("suivre").value_or("")});
    });
    const auto on = [&](const char* path, Action action) {
        router.post(path, [&services, action](const web::Request& request) {
            auto visitor = services.accounts.require(request, Role::Manager);
            if (!visitor) return visitor.error();
            return show(services, request, *visitor, action(services, request, *visitor));
        });
    };
    on("/gestion/suivre", follow);
    on("/gestion/ne-plus-suivre", unfollow);
    on("/gestion/fiche", profile);
    on("/gestion/inviter", invite);
}

}  // namespace essaim::admin
