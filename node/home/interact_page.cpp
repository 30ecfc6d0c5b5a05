#include "node/home/interact_page.h"

#include <nlohmann/json.hpp>

#include "activitypub/discovery/webfinger.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/text.h"

namespace essaim::home {

namespace {

using accounts::Role;
using accounts::Visitor;

struct About {
    std::string uri;   // a handle without its "@", or an address
    std::string host;  // "" if it is neither
    bool is_address = false;
};

About about(std::string uri) {
    uri = base::trim(uri);
    if (uri.starts_with("acct:")) uri.erase(0, 5);  // Mastodon's form of a handle
    if (const auto handle = activitypub::parse_handle(uri)) {
        return {.uri = activitypub::to_string(*handle), .host = handle->host};
    }
    const auto host = activitypub::host_of(uri);
    return {.uri = uri, .host = host, .is_address = !host.empty()};
}

// The page of one of ours; "" if it is not.
std::string page_here(Services& services, const std::string& uri) {
    const auto& actors = services.federation.actors();
    if (!actors.owns(uri)) return {};
    if (const auto stored = services.federation.stored(uri)) {
        const auto page =
            activitypub::link(nlohmann::json::parse(stored->json, nullptr, false), "url");
        if (actors.owns(page)) return page.substr(actors.base().size());
    }
    return "/";
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const About& about, const std::string& problem, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set_if("PROBLEM", problem);
    if (!about.host.empty()) {
        auto& box = page.section("ABOUT");
        box.set("CSRF", visitor.csrf_token).set("URI", about.uri).set("HOST", about.host);
        if (visitor.may(Role::Manager)) box.show("FOLLOW");
        const bool held = about.is_address && services.federation.stored(about.uri).has_value();
        if (about.is_address && visitor.may(Role::Writer)) {
            if (held) {
                box.section("ANSWER").set("URL",
                                          "/ecrire/reponse?a=" + base::percent_encode(about.uri));
            } else {
                box.show("FETCH");
            }
        }
        if (!visitor.may(Role::Writer)) box.show("NOTHING");
    }
    return show_page(
        services, request, visitor,
        {.title = words.tr(language, "Depuis ici"), .section = "reseau", .indexed = false},
        "home/interact.html", page, status);
}

web::Response ask(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Reader);
    if (!visitor) return visitor.error();
    const auto meant = about(request.query_value("uri").value_or(""));
    if (meant.host.empty()) {
        return show(
            services, request, *visitor, meant,
            services.translations.tr(web::language_of(request),
                                     "Le site d’où vous venez n’a pas dit de quoi il s’agit."),
            400);
    }
    if (auto here = page_here(services, meant.uri); !here.empty())
        return web::Response::see_other(here);
    return show(services, request, *visitor, meant, "", 200);
}

// Fetches the text, and leads to the form for an answer.
web::Response fetch(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto meant = about(request.form_value("uri").value_or(""));
    if (!meant.is_address) return show_problem(services, request, 400);
    const auto text = services.federation.bring(meant.uri);
    // One we hold and may not show is as if it had not been found (security.md B10).
    if (!text || !services.federation.stored(*text)) {
        return show(services, request, *visitor, meant,
                    services.translations.tr(
                        web::language_of(request),
                        "Il n’y a pas de texte à cette adresse, ou ce serveur ne le montre pas."),
                    422);
    }
    return web::Response::see_other("/ecrire/reponse?a=" + base::percent_encode(*text));
}

}  // namespace

void add_interact_routes(Services& services, web::Router& router) {
    router.get("/authorize_interaction",
               [&](const web::Request& request) { return ask(services, request); });
    router.post("/authorize_interaction",
                [&](const web::Request& request) { return fetch(services, request); });
}

}  // namespace essaim::home
