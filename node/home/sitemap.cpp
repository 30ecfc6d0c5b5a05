#include "node/home/sitemap.h"

#include "node/base/text.h"
#include "node/web/html_text.h"
#include "node/web/typography.h"

namespace essaim::home {

namespace {

using Pages = std::function<std::vector<PublicPage>()>;

constexpr std::size_t kMostPages = 50'000;  // sitemaps.org

// Forms and what only who works here opens; the pages say noindex as well.
constexpr std::string_view kClosed[] = {"/connexion", "/ecrire",   "/gestion",  "/moi",
                                        "/recherche", "/repondre", "/signaler", "/versions"};

std::string sitemap(Services& services, const std::vector<Pages>& features) {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    std::vector<PublicPage> pages = {{"/"}, {"/reseau"}, {"/suivre"}};
    for (const auto& feature : features)
        for (auto& page : feature()) pages.push_back(std::move(page));
    if (pages.size() > kMostPages) pages.resize(kMostPages);
    for (const auto& page : pages) {
        xml += "<url><loc>" + web::escape_html(services.config.url(page.path)) + "</loc>";
        if (page.changed) xml += "<lastmod>" + web::iso_time(*page.changed) + "</lastmod>";
        xml += "</url>\n";
    }
    return xml + "</urlset>\n";
}

std::string robots(Services& services) {
    std::string text = "User-agent: *\n";
    for (const auto path : kClosed) text += "Disallow: " + std::string(path) + "\n";
    return text + "Sitemap: " + services.config.url("/sitemap.xml") + "\n";
}

}  // namespace

void add_sitemap_routes(Services& services, Plug& plug) {
    plug.router.get("/sitemap.xml", [&services, features = plug.public_pages](const web::Request&) {
        auto response = web::Response::empty(200);
        response.body = sitemap(services, features);
        return std::move(response.with("Content-Type", "application/xml; charset=utf-8")
                             .with("Cache-Control", "public, max-age=3600"));
    });
    plug.router.get("/robots.txt", [&services](const web::Request&) {
        return web::Response::text(200, robots(services)).with("Cache-Control", "max-age=86400");
    });
}

}  // namespace essaim::home
