#include "node/home/legal_page.h"

#include "node/web/markdown.h"

namespace essaim::home {

namespace {

web::Response show(Services& services, const web::Request& request) {
    const auto profile = services.federation.profile();
    if (profile.legal.empty()) return show_problem(services, request, 404);
    const auto language = web::language_of(request);
    web::Page page;
    page.set("LANG", services.config.language);
    page.set_html("BODY",
                  web::render_markdown(profile.legal,
                                       {.french_typography = services.config.language == "fr"}));
    return show_page(services, request, services.accounts.visitor(request),
                     {.title = services.translations.tr(language, "Mentions légales")},
                     "home/legal.html", page);
}

}  // namespace

void add_legal_routes(Services& services, web::Router& router) {
    router.get("/mentions-legales",
               [&services](const web::Request& request) { return show(services, request); });
}

}  // namespace essaim::home
