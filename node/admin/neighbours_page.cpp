#include "node/admin/neighbours_page.h"

#include <set>

#include "node/admin/desk.h"
#include "node/base/text.h"
#include "node/web/rosette.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Followed;

constexpr std::int64_t kMostShown = 200;  // of the followers: there may be ten thousand

std::string state_text(Services& services, web::Language language, const Followed& peer) {
    const auto& words = services.translations;
    const auto date = web::format_date_time(language, peer.since);
    if (peer.state == "accepted")
        return words.tr(language, "A accepté le {date}.", {{"date", date}});
    if (peer.state == "rejected") return words.tr(language, "A refusé votre demande.");
    return words.tr(language, "Demande envoyée le {date}, réponse attendue.", {{"date", date}});
}

web::Page& add_row(Services& services, web::Page& list, const Followed& one) {
    const auto face = face_of(services, one.actor);
    auto& row = list.section("ROW");
    row.set_html("ROSETTE", web::rosette(one.actor, face.hue));
    row.set_url("URL", face.url);
    row.set("NAME", one.name);
    row.set("HANDLE", "@" + one.handle);
    row.set("ACTOR", one.actor);
    return row;
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::string& whom, const std::vector<web::FieldError>& errors,
                   int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set_html("TABS", tabs(services, language, "reseau"));
    page.set("CSRF", visitor.csrf_token);
    page.set("WHOM", whom);
    show_errors(services, page, language, errors);

    const auto following = services.federation.following();
    std::set<std::string> ours;
    if (following.empty()) page.show("ALONE");
    if (!following.empty()) {
        auto& list = page.section("FOLLOWING");
        for (const auto& peer : following) {
            add_row(services, list, peer).set("STATE", state_text(services, language, peer));
            ours.insert(peer.actor);
        }
    }
    const auto followers = services.federation.followers(kMostShown);
    const auto count = services.federation.follower_count();
    page.set("FOLLOWER_COUNT", count == 0
                                   ? words.tr(language, "Personne ne vous suit encore")
                                   : words.trn(language, "{n} abonné", "{n} abonnés", count));
    if (count > kMostShown) {
        page.section("MORE").set("SENTENCE",
                                 words.tr(language, "Voici les {n} plus récents.",
                                          {{"n", web::format_number(language, kMostShown)}}));
    }
    if (followers.empty()) page.show("UNKNOWN");
    if (!followers.empty()) {
        auto& list = page.section("FOLLOWERS");
        for (const auto& follower : followers) {
            auto& row = add_row(services, list, follower);
            row.set("SINCE", words.tr(language, "Vous suit depuis le {date}.",
                                      {{"date", web::format_date(language, follower.since)}}));
            if (!ours.contains(follower.actor)) row.show("BACK");
        }
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Voisins et abonnés"), .indexed = false},
                     "admin/neighbours.html", page, status);
}

web::Response change(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    if (request.form_value("action") == "unfollow") {
        const auto actor = request.form_value("actor").value_or("");
        if (!services.federation.unfollow(actor)) {
            return show(services, request, visitor, "",
                        {{"whom", words.tr(language, "Vous ne suivez pas cette adresse.")}}, 422);
        }
        services.accounts.journal(visitor.account->id, "unfollow", actor);
        return done(services, "/gestion/reseau", "plus-suivi");
    }
    const auto whom = std::string(base::trim(request.form_value("whom").value_or("")));
    const auto actor = services.federation.follow(whom);
    if (!actor) {
        return show(services, request, visitor, whom,
                    {{"whom", words.tr(language, actor.error().detail)}}, 422);
    }
    services.accounts.journal(visitor.account->id, "follow", *actor);
    return done(services, "/gestion/reseau", "suivi");
}

}  // namespace

void add_neighbours_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/reseau",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, request.query_value("suivre").value_or(""),
                           {}, 200);
           });
    on_post(services, router, "/gestion/reseau",
            [&](const web::Request& request, const Visitor& visitor) {
                return change(services, request, visitor);
            });
}

}  // namespace essaim::admin
