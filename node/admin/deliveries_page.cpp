#include "node/admin/deliveries_page.h"

#include "node/admin/desk.h"
#include "node/admin/health.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;

constexpr std::size_t kThings = 5;  // named for one host

// What an activity is to people.
std::string what_of(Services& services, const federation::QueuedThing& thing,
                    web::Language language) {
    const auto& words = services.translations;
    const auto& title = thing.title;
    if (thing.type == "Create")
        return title.empty() ? words.tr(language, "un texte")
                             : words.tr(language, "« {title} »", {{"title", title}});
    if (thing.type == "Update")
        return title.empty()
                   ? words.tr(language, "un changement")
                   : words.tr(language, "le changement de « {title} »", {{"title", title}});
    if (thing.type == "Delete") return words.tr(language, "une suppression");
    if (thing.type == "Follow") return words.tr(language, "une demande de suivi");
    if (thing.type == "Accept") return words.tr(language, "l’accueil d’un abonné");
    if (thing.type == "Announce") return words.tr(language, "un partage");
    if (thing.type == "Flag") return words.tr(language, "un signalement");
    return words.tr(language, "un autre envoi");
}

void show_host(Services& services, web::Page& page, const federation::HostQueue& host,
               web::Language language) {
    const auto& words = services.translations;
    auto& row = page.section("HOST");
    row.set("NAME", host.host);
    const auto count = host.waiting + host.failed;
    row.set("COUNT",
            words.trn(language, "{n} envoi depuis le {since}", "{n} envois depuis le {since}",
                      count, {{"since", web::format_date_time(language, host.oldest)}}));
    row.set("WHY", words.tr(language, "Raison : {why}.",
                            {{"why", reason_of(services, language, host.error)}}));
    row.set_if("DETAIL", host.error);
    if (host.next) {
        row.set("NEXT", *host.next > services.clock.now()
                            ? words.tr(language, "Prochain essai le {date}.",
                                       {{"date", web::format_date_time(language, *host.next)}})
                            : words.tr(language, "Essai en cours."));
    } else {
        row.set("NEXT", words.tr(language, "Le nœud n’essaie plus de lui-même."));
    }
    if (host.failed > 0) {
        row.section("FAILED").set("COUNT",
                                  words.trn(language, "{n} non distribué, gardé 30 jours",
                                            "{n} non distribués, gardés 30 jours", host.failed));
    }
    for (const auto& thing : services.federation.queued_for(host.host, kThings)) {
        auto& item = row.section("THING");
        item.set("WHAT", what_of(services, thing, language));
        item.set("DATE", web::format_date(language, thing.since));
    }
    if (count > static_cast<std::int64_t>(kThings)) {
        row.section("MORE").set("REST", words.trn(language, "et {n} autre", "et {n} autres",
                                                  count - static_cast<std::int64_t>(kThings)));
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "envois"));
    page.set("CSRF", visitor.csrf_token);
    const auto hosts = services.federation.queue();
    if (hosts.empty()) page.show("NOTHING");
    for (const auto& host : hosts) show_host(services, page, host, language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Envois"), .indexed = false},
                     "admin/deliveries.html", page);
}

web::Response act(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto host = request.form_value("host").value_or("");
    const bool drop = request.form_value("action") == "drop";
    const auto changed = drop ? services.federation.abandon(host) : services.federation.retry(host);
    if (!changed) return show_problem(services, request, 503);
    services.accounts.journal(visitor.account->id, drop ? "queue.drop" : "queue.retry", host);
    return done(services, "/gestion/envois", drop ? "abandon" : "relance");
}

}  // namespace

void add_deliveries_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/envois",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor);
           });
    on_post(services, router, "/gestion/envois",
            [&](const web::Request& request, const Visitor& visitor) {
                return act(services, request, visitor);
            });
}

}  // namespace essaim::admin
