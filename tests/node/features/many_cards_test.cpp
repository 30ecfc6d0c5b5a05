// The directory when it is large, and what leaves it: dots that stand for several, pages
// of a table, lists of feeds.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>

#include "node/directory/map_part.h"
#include "node/directory/receiving.h"
#include "node/storage/connection.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using namespace essaim::test;
using nlohmann::json;

namespace {

constexpr const char* kHtml = "text/html";

std::string get(WholeNode& node, const std::string& target) {
    return node.ask(node.visitors().front(), "GET", target, kHtml);
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

json card(int number) {
    const std::string base = "https://gros.example";
    json document = {{"type", "Initiative"},
                     {"id", base + "/fiches/" + std::to_string(number)},
                     {"attributedTo", base + "/@a"},
                     {"name", "Fiche " + std::to_string(number)},
                     {"kind", number % 2 == 0 ? "localCurrency" : "sel"},
                     {"place", {{"country", "FR"}, {"town", number < 10 ? "Pau" : "Gap"}}},
                     {"geo", {{"lat", 44 + number % 40 * 0.12}, {"lon", number % 37 * 0.15}}},
                     {"source", "us [2026]"},
                     {"updated", "2026-01-01T00:00:00Z"},
                     {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
    if (number == 3) document["feeds"] = {"https://trois.example/blog?a=1&b=2"};
    return document;
}

void fill(WholeNode& node, int cards) {
    REQUIRE(node.services().database.write([&](storage::Connection& connection) -> Result<void> {
        for (int i = 0; i < cards; ++i)
            TRY(directory::take_claim(node.services(), connection, card(i), "gros.example", true));
        connection.query("UPDATE card SET shown = 1 WHERE said_by = 'https://gros.example/@a'")
            .run();
        return {};
    }));
}

}  // namespace

TEST_CASE("of more cards than a map can tell apart one dot a spot is drawn, and all are counted") {
    WholeNode node;
    fill(node, 900);
    const auto page = get(node, "/reseau/annuaire?qui=autres");
    const auto dots = count(page, "<circle class=\"d m\" data-card") +
                      count(page, "<rect class=\"d t\" data-card");
    CHECK(dots > 200);
    CHECK(dots <= 600);
    CHECK(page.find("pour 900 initiatives") != std::string::npos);
    CHECK(page.find("Fiches 1 à 24 sur 900") != std::string::npos);
    // No two of them cover one another.
    std::set<std::string> drawn;
    for (auto at = page.find("data-card=\""); at != std::string::npos;
         at = page.find("data-card=\"", at + 1))
        drawn.insert(page.substr(at, page.find('"', at + 11) - at));
    CHECK(static_cast<int>(drawn.size()) >= dots);
    // Few enough of them: each has its own.
    const auto few = get(node, "/reseau/annuaire?autour=Pau&km=20");
    CHECK(count(few, " data-card=\"") == 2 * count(few, "<li class=\"fiche"));
}

TEST_CASE("a table of many cards has pages, and each card is on one of them") {
    WholeNode node;
    fill(node, 900);
    const std::string table = "/reseau/annuaire?qui=autres&vue=tableau";
    const auto first = get(node, table);
    const auto second = get(node, table + "&page=2");
    CHECK(count(first, "<tr>") - 1 == 500);
    CHECK(count(second, "<tr>") - 1 == 400);
    CHECK(first.find("vue=tableau&amp;page=2#liste") != std::string::npos);
    std::set<std::string> names;
    for (const auto& page : {first, second})
        for (auto at = page.find("<bdi>Fiche "); at != std::string::npos;
             at = page.find("<bdi>Fiche ", at + 1))
            names.insert(page.substr(at, page.find("</bdi>", at) - at));
    CHECK(names.size() == 900);
    // A frame on another site has a bound, and says so.
    const auto frame = get(node, "/integrer/annuaire");
    CHECK(count(frame, "<li><a href=") == 500);
    CHECK(frame.find("dans l’annuaire lui-même") != std::string::npos);
}

TEST_CASE("words are looked for in an index, not in the rows of the table") {
    WholeNode node;
    auto reader = node.services().database.read();
    for (const std::string where : {"w.shown = 1 AND ", ""}) {  // of the public pages, of all
        CAPTURE(where);
        std::string plan;
        auto query = reader->query("EXPLAIN QUERY PLAN SELECT w.id FROM card w WHERE " + where +
                                   "instr(w.folded, 'abeille')");
        while (query.step()) plan += query.text(3) + "\n";
        CHECK(plan.find("COVERING INDEX card_words") != std::string::npos);
    }
}

TEST_CASE("the blogs that cards name are a list for a feed reader, with its licence") {
    WholeNode node;
    fill(node, 6);
    const auto answer = get(node, "/reseau/annuaire.opml?autour=Pau&km=300");
    CHECK(answer.starts_with("200"));
    pugi::xml_document document;
    REQUIRE(document.load_string(answer.substr(answer.find("<?xml")).c_str()));
    const auto root = document.child("opml");
    CHECK(std::string(root.attribute("version").value()) == "2.0");
    CHECK(std::string(root.child("head").child_value("title")).find("publicdomain/zero") !=
          std::string::npos);
    const auto feeds = root.child("body").children("outline");
    REQUIRE(std::distance(feeds.begin(), feeds.end()) == 1);
    CHECK(std::string(feeds.begin()->attribute("text").value()) == "Fiche 3");
    CHECK(std::string(feeds.begin()->attribute("xmlUrl").value()) ==
          "https://trois.example/blog?a=1&b=2");
    CHECK(get(node, "/reseau/annuaire/reutiliser").find("annuaire.opml") != std::string::npos);
}
