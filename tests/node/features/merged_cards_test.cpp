// Cards that are one initiative: which pairs are asked about, where the address of the one
// that went leads, and what those who disagree say side by side.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/directory/card_store.h"
#include "node/directory/receiving.h"
#include "node/directory/shipped.h"
#include "node/directory/twins.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using directory::CardStore;
using nlohmann::json;
using test::WholeNode;

namespace {

constexpr const char* kHtml = "text/html";
const std::string kPage = "/reseau/annuaire/";

const test::Visitor& visitor(const WholeNode& node, const std::string& name) {
    for (const auto& one : node.visitors())
        if (one.name == name) return one;
    FAIL("no visitor " << name);
    std::abort();
}

std::string get(WholeNode& node, const std::string& target, const std::string& who = "anonymous") {
    return node.ask(visitor(node, who), "GET", target, kHtml);
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

bool leads(const std::string& answer, const std::string& target) {
    return answer.starts_with("301\n") && has(answer, "Location: " + target + "\n");
}

// Said by another of another, at a host of its own: waits for a person.
json card(const std::string& host, const std::string& name, const json& more = json::object()) {
    json document = {{"type", "Initiative"},
                     {"id", "https://" + host + "/fiches/1"},
                     {"attributedTo", "https://" + host + "/@a"},
                     {"name", name},
                     {"kind", "localCurrency"},
                     {"source", "us [2026]"},
                     {"updated", "2026-01-01T00:00:00Z"},
                     {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
    document.update(more);
    return document;
}

directory::Card take(WholeNode& node, const json& document) {
    REQUIRE(node.services().database.write([&](storage::Connection& connection) -> Result<void> {
        TRY(directory::take_claim(node.services(), connection, document, "peer.example", true));
        return {};
    }));
    auto reader = node.services().database.read();
    return CardStore(*reader).by_claim(document["id"]).value();
}

directory::Card shown(WholeNode& node, const json& document) {
    const auto taken = take(node, document);
    node.write(
        [&](storage::Connection& connection) { CardStore(connection).decide(taken.id, true); });
    return taken;
}

void decide(WholeNode& node, const std::string& what, const directory::Card& one,
            const directory::Card& other) {
    CHECK(node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire", kHtml,
                   "quoi=" + what + "&fiche=" + std::to_string(one.id) +
                       "&autre=" + std::to_string(other.id))
              .starts_with("303"));
}

std::vector<directory::Twins> suggested(WholeNode& node, const std::vector<json>& documents,
                                        std::size_t most = 20) {
    auto reader = node.services().database.read();
    CardStore store(*reader);
    std::vector<directory::Card> cards;
    for (const auto& one : documents) cards.push_back(store.by_claim(one["id"]).value());
    return directory::suggested_twins(*reader, cards, most);
}

const json kQuimper = {{"place", {{"departmentCode", "29"}, {"country", "FR"}}}};

}  // namespace

TEST_CASE("the address of a card that became one with another leads to that one, in every form") {
    WholeNode node;
    const auto stays = shown(node, card("one.example", "Zirkon"));
    const auto goes = shown(node, card("two.example", "Zirkonn"));
    CHECK(get(node, kPage + goes.slug).starts_with("200"));
    decide(node, "meme", stays, goes);
    for (const auto* form : {"", ".vcf", ".jsonld", ".organisation.json", "?lang=en"}) {
        CAPTURE(form);
        CHECK(leads(get(node, kPage + goes.slug + form), kPage + stays.slug + form));
    }
    CHECK(leads(get(node, "/api/v1/fiches/" + goes.slug), "/api/v1/fiches/" + stays.slug));
    CHECK(get(node, "/gestion/annuaire/fiches/" + goes.slug, "writer").starts_with("200"));
    CHECK(get(node, kPage + stays.slug).starts_with("200"));
    CHECK(get(node, kPage + goes.slug + "n").starts_with("404"));
}

TEST_CASE("an old address follows its card when that one becomes another in turn") {
    WholeNode node;
    const auto one = shown(node, card("one.example", "Zirkon"));
    const auto two = shown(node, card("two.example", "Zibeline"));
    const auto three = shown(node, card("three.example", "Zeste"));
    const auto four = shown(node, card("four.example", "Zinnia"));
    decide(node, "meme", two, one);
    CHECK(leads(get(node, kPage + one.slug), kPage + two.slug));
    decide(node, "meme", three, two);
    decide(node, "meme", four, three);
    for (const auto& old : {one, two, three}) {
        CAPTURE(old.slug);
        CHECK(leads(get(node, kPage + old.slug), kPage + four.slug));
    }
}

TEST_CASE("what proves to be its initiative's own word leads to the card that others had made") {
    WholeNode node;
    // Two cards, because neither is the site's own word yet.
    const json site = {{"website", "https://zirkon.example/"}};
    const auto theirs = shown(node, card("one.example", "Zirkon", site));
    const auto own = shown(node, card("zirkon.example", "Ar Zirkon", site));
    REQUIRE(theirs.id != own.id);
    node.write([&](storage::Connection& connection) {
        CardStore store(connection);
        store.change_method(store.claim("https://zirkon.example/fiches/1").value(),
                            directory::Method::Self);
    });
    CHECK(leads(get(node, kPage + own.slug), kPage + theirs.slug));
}

TEST_CASE("an old address is given to no new card") {
    WholeNode node;
    const auto stays = shown(node, card("one.example", "Zirkon"));
    const auto goes = shown(node, card("two.example", "Zirkonn"));
    decide(node, "meme", stays, goes);
    CHECK(shown(node, card("three.example", "Zirkonn")).slug == goes.slug + "-2");
    CHECK(leads(get(node, kPage + goes.slug), kPage + stays.slug));
}

TEST_CASE("an old address tells nothing of a card that its visitor may not see") {
    WholeNode node;
    const auto stays = take(node, card("one.example", "Zirkon"));
    const auto goes = take(node, card("two.example", "Zirkonn"));
    decide(node, "meme", stays, goes);
    for (const auto& target :
         {kPage + goes.slug, kPage + goes.slug + ".vcf", "/api/v1/fiches/" + goes.slug}) {
        CAPTURE(target);
        const auto answer = get(node, target);
        CHECK(answer.starts_with("404"));
        CHECK_FALSE(has(answer, kPage + stays.slug + "\""));
    }
    CHECK(leads(get(node, kPage + goes.slug, "writer"), kPage + stays.slug));
    // And nothing once everybody took back what they said.
    node.write([&](storage::Connection& connection) {
        CardStore store(connection);
        store.withdraw("https://one.example/fiches/1");
        store.withdraw("https://two.example/fiches/1");
        CHECK_FALSE(connection.query("SELECT 1 FROM card_alias").step());
    });
    CHECK(get(node, kPage + goes.slug, "writer").starts_with("404"));
}

TEST_CASE("a card that waits is compared with the one that it doubles") {
    WholeNode node;
    shown(node, card("one.example", "Le Zirkon", kQuimper));
    const auto desk = [&] { return get(node, "/gestion/annuaire", "writer"); };
    CHECK_FALSE(has(desk(), "Peut-être la même initiative"));
    const auto waiting = take(node, card("two.example", "Zirkonn", kQuimper));
    const auto page = desk();
    CHECK(has(page, "Peut-être la même initiative"));
    CHECK(count(page, "value=\"meme\"") == 1);
    // What is on public pages already keeps its address.
    CHECK(has(page, "name=\"autre\" value=\"" + std::to_string(waiting.id) + "\""));
    node.write(
        [&](storage::Connection& connection) { CardStore(connection).decide(waiting.id, false); });
    CHECK_FALSE(has(desk(), "Peut-être la même initiative"));
}

TEST_CASE("of a card that waits and one of a file that nobody shows it is asked too") {
    WholeNode node;
    const auto desk = [&] { return get(node, "/gestion/annuaire", "writer"); };
    CHECK_FALSE(has(desk(), "Peut-être la même initiative"));  // files alone ask nothing
    take(node,
         card("one.example", "Eusko", {{"place", {{"departmentCode", "64"}, {"country", "FR"}}}}));
    CHECK(has(desk(), "Peut-être la même initiative"));
}

TEST_CASE("who says much of one name takes no place from the pairs on public pages") {
    WholeNode node;
    std::vector<json> all;
    for (int i = 0; i < 30; ++i) {
        auto one = card("loud.example", "Aaa", kQuimper);
        one["id"] = "https://loud.example/fiches/" + std::to_string(i);
        take(node, one);
        all.push_back(one);
    }
    for (const auto* host : {"one.example", "two.example"}) {
        const auto one = card(host, "Zut", kQuimper);
        shown(node, one);
        all.push_back(one);
    }
    const auto pairs = suggested(node, all, 5);
    REQUIRE(pairs.size() == 5);
    CHECK(pairs.front().a.initiative.name == "Zut");
}

TEST_CASE("of a site of many a few pairs are asked at a time, those of one page first") {
    WholeNode node;
    struct Case {
        const char* what;
        std::vector<std::string> websites;
        std::size_t pairs;
    };
    const std::vector<Case> cases = {
        {"one", {"https://a.example/"}, 0},
        {"two pages", {"https://b.example/x", "https://b.example/y"}, 1},
        {"three of one site",
         {"https://c.example/", "https://www.c.example", "https://c.example"},
         3},
        {"five of one site",
         {"https://d.example/", "https://d.example/", "https://d.example/", "https://d.example/",
          "https://d.example/"},
         3},
        {"pages of a federation",
         {"https://e.example/1", "https://e.example/2", "https://e.example/3",
          "https://e.example/4"},
         3}};
    int number = 0;
    static constexpr const char* kNames[] = {"Pive", "Sardine", "Roue", "Doume", "Galleco"};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        std::vector<json> documents;
        for (std::size_t i = 0; i < one.websites.size(); ++i) {
            documents.push_back(card("h" + std::to_string(++number) + ".example", kNames[i],
                                     {{"website", one.websites[i]}}));
            shown(node, documents.back());
        }
        CHECK(suggested(node, documents).size() == one.pairs);
    }
    // What was answered makes room for the next, and is not asked again.
    std::vector<json> documents;
    for (std::size_t i = 0; i < 4; ++i) {
        documents.push_back(card("f" + std::to_string(i) + ".example", kNames[i],
                                 {{"website", i < 2 ? "https://f.example/page"
                                                    : "https://f.example/" + std::to_string(i)}}));
        shown(node, documents.back());
    }
    std::size_t asked = 0;
    for (auto pairs = suggested(node, documents); !pairs.empty() && asked < 10;
         pairs = suggested(node, documents)) {
        if (asked == 0)
            CHECK(pairs.front().a.initiative.website == pairs.front().b.initiative.website);
        decide(node, "distinctes", pairs.front().a, pairs.front().b);
        ++asked;
    }
    CHECK(asked == 6);
}

TEST_CASE("names and places that differ stand side by side, with who says them") {
    struct Case {
        const char* what;
        json first;
        json other;
        const char* told;  // on the page, as what the other says; "": nothing
    };
    const auto at = [](double lat, double lon) {
        return json{{"geo", {{"lat", lat}, {"lon", lon}}}};
    };
    const std::vector<Case> cases = {
        {"the same name", {{"name", "Zéol"}}, {{"name", "Zéol"}}, ""},
        {"an accent", {{"name", "Zéol"}}, {{"name", "Zeol"}}, "<bdi>Zeol</bdi>"},
        {"another name", {{"name", "Zéol"}}, {{"name", "Le Soleil"}}, "<bdi>Le Soleil</bdi>"},
        {"a few streets on", at(48.4, -4.48), at(48.405, -4.485), ""},
        {"another town", at(48.4, -4.48), at(48.5, -4.48), "<bdi>48,500 / "},
        {"no place at all", json::object(), at(48.5, -4.48), ""},
        {"territories",
         {{"territory", {{"codes", {"29"}}}}},
         {{"territory", {{"codes", {"29", "56"}}}}},
         "<bdi>29, 56</bdi>"},
        {"paragraphs", {{"summary", "Du soleil."}}, {{"summary", "De la lumière."}}, ""}};
    WholeNode node;
    int number = 0;
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto host = std::to_string(++number) + ".example";
        auto newer = card("one" + host, "Zéol", one.first);
        newer["updated"] = "2026-01-02T00:00:00Z";
        const auto first = shown(node, newer);
        const auto second = shown(node, card("two" + host, "Zéol", one.other));
        decide(node, "meme", first, second);
        const auto page = get(node, kPage + first.slug);
        REQUIRE(page.starts_with("200"));
        CHECK(count(page, "class=\"otherwise\"") == (*one.told == '\0' ? 0 : 1));
        CHECK(has(page, one.told));
        if (std::string(one.what) == "an accent")
            CHECK(has(page, "<dt>nom</dt><dd><bdi>Zéol</bdi>"));
        if (*one.told == '\0') CHECK_FALSE(has(page, "<dt>nom</dt>"));
    }
}
