#include <doctest/doctest.h>

#include <pugixml.hpp>
#include <set>
#include <string>

#include "node/news/publishing.h"
#include "tests/node/features/running_app.h"

using namespace essaim;
using namespace essaim::test;

namespace {

std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

std::set<std::string> listed(RunningApp& app) {
    pugi::xml_document map;
    const auto answer = app.ask("GET", "/sitemap.xml");
    REQUIRE(answer.find("application/xml") != std::string::npos);
    REQUIRE(map.load_string(body_of(answer).c_str()));
    std::set<std::string> addresses;
    for (const auto& url : map.child("urlset").children("url"))
        addresses.insert(url.child_value("loc"));
    return addresses;
}

}  // namespace

TEST_CASE("search engines are told every public page, and no other") {
    RunningApp app;
    news::Publishing publishing(app.services());
    const auto shown = publishing.add({.title = "Le marché", .summary = "", .source = "Douze."},
                                      news::PostState::Published, "test");
    const auto draft = publishing.add({.title = "À venir", .summary = "", .source = "Rien."},
                                      news::PostState::Draft, "test");
    REQUIRE((shown && draft));
    const auto addresses = listed(app);
    CHECK(addresses.contains(shown->url));
    CHECK_FALSE(addresses.contains(draft->url));
    CHECK(addresses.contains("https://lanoisette.example/reseau/annuaire"));
    for (const auto& address : addresses) {
        CAPTURE(address);
        const auto path = address.substr(std::string("https://lanoisette.example").size());
        CHECK(app.page(path).starts_with("HTTP/1.1 200"));
    }
    REQUIRE(publishing.remove(shown->id));
    CHECK_FALSE(listed(app).contains(shown->url));
    const auto robots = body_of(app.ask("GET", "/robots.txt"));
    CHECK(robots.starts_with("User-agent: *\n"));
    CHECK(robots.find("Disallow: /gestion\n") != std::string::npos);
    CHECK(robots.find("Sitemap: https://lanoisette.example/sitemap.xml\n") != std::string::npos);
}
