#include "node/home/follow_pages.h"

#include "activitypub/iri.h"
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

web::Response follow(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto profile = services.federation.profile();
    const auto& words = services.translations;
    const auto& actor = services.federation.actors().association();
    web::Page page;
    page.set("HEADING", words.tr(language, "Suivre {name}", {{"name", profile.title}}));
    page.set("HANDLE", "@" + actor.name + "@" + services.config.host());
    const auto from = request.query_value("depuis").value_or("");
    page.set("FROM", from);
    if (!from.empty()) {
        const auto server = server_in(from);
        if (server.empty()) {
            page.section("PROBLEM").set(
                "MESSAGE", words.tr(language, "Cette adresse n’a pas la forme attendue. "
                                              "Exemple : @marie@mastodon.example"));
        } else {
            // A link, not a redirect: people see where they go (security.md E4).
            auto& link = page.section("LINK");
            link.set_url("URL", "https://" + server + "/authorize_interaction?uri=" +
                                    base::percent_encode(actor.id));
            link.set("LABEL", words.tr(language, "continuer sur {server}", {{"server", server}}));
        }
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Suivre {name}", {{"name", profile.title}}),
                      .modules = {"copier.js"}},
                     "home/follow.html", page);
}

// Somebody of ours follows a remote address: the management page takes it over.
web::Response interact(Services&, const web::Request& request) {
    const auto uri = request.query_value("uri").value_or("");
    return web::Response::see_other("/gestion?suivre=" + base::percent_encode(uri) + "#suivre");
}

}  // namespace

void add_follow_routes(Services& services, web::Router& router) {
    router.get("/suivre", [&](const web::Request& request) { return follow(services, request); });
    router.get("/authorize_interaction",
               [&](const web::Request& request) { return interact(services, request); });
}

}  // namespace essaim::home
