#include "node/home/follow_pages.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/text.h"

namespace essaim::home {

namespace {

// The server in what people type: "@marie@m.example", "m.example", "https://m.example/…".
std::string server_in(std::string_view text) {
    auto typed = std::string(base::trim(text));
    if (typed.starts_with("https://")) typed.erase(0, 8);
    typed = typed.substr(0, typed.find('/'));
    if (const auto at = typed.rfind('@'); at != std::string::npos) typed.erase(0, at + 1);
    const auto checked = activitypub::parse_iri("https://" + typed + "/");
    if (!checked || typed.find('.') == std::string::npos) return {};
    return checked->host;
}

// A link to the visitor's own server, which shows `iri` there; or what is wrong.
void send_home(Services& services, const web::Request& request, web::Page& page,
               const std::string& iri) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto from = request.query_value("depuis").value_or("");
    page.set("FROM", from);
    if (from.empty()) return;
    const auto server = server_in(from);
    if (server.empty()) {
        page.show("WRONG");
        page.section("PROBLEM").set("MESSAGE", words.tr(language,
                                                        "Cette adresse n’a pas la forme attendue. "
                                                        "Exemple : @marie@mastodon.example"));
        return;
    }
    // A link, not a redirect: people see where they go (security.md E4).
    auto& link = page.section("LINK");
    link.set_url("URL",
                 "https://" + server + "/authorize_interaction?uri=" + base::percent_encode(iri));
    link.set("LABEL", words.tr(language, "continuer sur {server}", {{"server", server}}));
}

web::Response follow(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto heading =
        words.tr(language, "Suivre {name}", {{"name", services.federation.profile().title}});
    const auto& actor = services.federation.actors().association();
    web::Page page;
    page.set("HEADING", heading);
    page.set("HANDLE", "@" + actor.name + "@" + services.config.host());
    page.set("FEED", services.config.url("/actualites.atom"));
    send_home(services, request, page, actor.id);
    return show_page(services, request, visitor, {.title = heading, .modules = {"copier.js"}},
                     "home/follow.html", page);
}

// A text of ours, opened on the reader's own server to be answered there.
web::Response answer(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto id = request.query_value("texte").value_or("");
    const auto iri = services.federation.actors().base() + "/o/" + id;
    const auto stored = services.federation.stored(iri);
    if (!stored || !stored->public_) return show_problem(services, request, 404);
    if (stored->deleted) return show_problem(services, request, 410);
    const auto object = nlohmann::json::parse(stored->json, nullptr, false);
    web::Page page;
    page.set("ID", id);
    page.set("TITLE", activitypub::text(object, "name"));
    page.set("ADDRESS", activitypub::link(object, "url"));
    page.set_url("BACK", activitypub::link(object, "url"));
    send_home(services, request, page, iri);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Répondre depuis chez vous"),
                      .section = "actualites",
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "home/answer.html", page);
}

}  // namespace

void add_follow_routes(Services& services, web::Router& router) {
    router.get("/suivre", [&](const web::Request& request) { return follow(services, request); });
    router.get("/repondre", [&](const web::Request& request) { return answer(services, request); });
}

}  // namespace essaim::home
