#include "node/web/feed.h"

#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "node/web/sanitise.h"

using namespace essaim::web;
using essaim::base::from_millis;

TEST_CASE("a feed has what RFC 4287 asks for, whatever the titles contain") {
    Feed feed;
    feed.id = "https://n.example/actualites";
    feed.url = "https://n.example/actualites";
    feed.self_url = "https://n.example/actualites.atom";
    feed.title = "Actualités <& \"La Noisette\"\x01\xFF";
    feed.entries.push_back({.id = "https://n.example/a/1",
                            .url = "https://n.example/a/un",
                            .title = "]]> & <b>",
                            .author = {},
                            .summary = "Un résumé",
                            .content = safe_html("<p>Été &amp; <script>x</script><b>hiver</b></p>"),
                            .language = "fr",
                            .categories = {"marché"},
                            .published = from_millis(1'773'838'929'000),
                            .updated = {}});
    feed.entries.push_back({.id = "https://n.example/a/2",
                            .url = {},
                            .title = {},
                            .author = "Marie",
                            .summary = {},
                            .content = {},
                            .language = {},
                            .categories = {},
                            .published = from_millis(1'000),
                            .updated = from_millis(1'773'838'930'000)});
    pugi::xml_document document;
    REQUIRE(document.load_string(atom(feed).c_str()));
    const auto root = document.child("feed");
    const auto text = [](pugi::xml_node node, const char* name) {
        return std::string(node.child_value(name));
    };
    CHECK(text(root, "title") == "Actualités <& \"La Noisette\"\uFFFD");
    CHECK(text(root, "id") == "https://n.example/actualites");
    CHECK(text(root, "updated") == "2026-03-18T13:02:10Z");
    CHECK(text(root.child("author"), "name") == text(root, "title"));
    CHECK(std::string(
              root.find_child_by_attribute("link", "rel", "self").attribute("href").value()) ==
          feed.self_url);
    const auto first = root.child("entry");
    CHECK(text(first, "title") == "]]> & <b>");
    CHECK(text(first, "updated") == "2026-03-18T13:02:09Z");
    CHECK(text(first, "content") == "<p>Été &amp; <b>hiver</b></p>");
    CHECK(std::string(first.child("content").attribute("type").value()) == "html");
    CHECK(std::string(first.child("category").attribute("term").value()) == "marché");
    const auto second = first.next_sibling("entry");
    CHECK(text(second, "title") == "https://n.example/a/2");
    CHECK(text(second.child("author"), "name") == "Marie");
}

TEST_CASE("a feed without entries is still valid") {
    Feed feed;
    feed.id = "https://n.example/x";
    feed.title = "x";
    feed.updated = from_millis(0);
    pugi::xml_document document;
    REQUIRE(document.load_string(atom(feed).c_str()));
    CHECK(std::string(document.child("feed").child_value("updated")) == "1970-01-01T00:00:00Z");
}
