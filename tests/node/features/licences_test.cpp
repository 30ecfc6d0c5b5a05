// Whose licence goes with what: a card and a figure keep the one that their author
// told, in every file; and the frame that shows one card elsewhere.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "node/base/text.h"
#include "node/directory/card_store.h"
#include "node/directory/observation_inbox.h"
#include "node/directory/receiving.h"
#include "node/directory/saying.h"
#include "node/directory/shipped.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using namespace essaim::test;
using directory::kLicence;
using nlohmann::json;

namespace {

constexpr const char* kHtml = "text/html";
const std::string kPeer = "https://peer.example";
const std::string kTheirs = "https://creativecommons.org/licenses/by-sa/4.0/";

const Visitor& visitor(const WholeNode& node, const std::string& name) {
    for (const auto& one : node.visitors())
        if (one.name == name) return one;
    FAIL("no visitor " << name);
    std::abort();
}

std::string get(WholeNode& node, const std::string& target) {
    return node.ask(visitor(node, "anonymous"), "GET", target, kHtml);
}

std::string bring(WholeNode& node, const std::string& csv, const std::string& more = "") {
    return node.ask(visitor(node, "manager"), "POST", "/gestion/annuaire/importer", kHtml,
                    more + "csv=" + base::percent_encode(csv));
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string file_in(const std::string& answer) {
    return answer.substr(answer.find("\"id\""));  // of a CSV file; the head names it first
}

json body_of(const std::string& answer) { return json::parse(answer.substr(answer.find('{'))); }

// "" is a card that tells no licence.
json card(const std::string& id, const std::string& name, const std::string& licence) {
    json document = {{"type", "Initiative"},
                     {"id", kPeer + "/fiches/" + id},
                     {"attributedTo", kPeer + "/@a"},
                     {"name", name},
                     {"kind", "sel"},
                     {"place", {{"country", "FR"}, {"town", "Pau " + id}}},
                     {"source", "us [2026]"},
                     {"updated", "2026-01-01T00:00:00Z"},
                     {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
    if (!licence.empty()) document["licence"] = licence;
    return document;
}

void take(WholeNode& node, const json& document) {
    node.write([&](storage::Connection& connection) {
        const auto filed =
            directory::take_claim(node.services(), connection, document, "peer.example", true);
        REQUIRE_MESSAGE(filed, filed.error().detail);
        connection.query("UPDATE card SET shown = 1 WHERE said_by = ?").arg(kPeer + "/@a").run();
    });
}

std::string slug_of(WholeNode& node, const std::string& id) {
    auto reader = node.services().database.read();
    const auto found = directory::CardStore(*reader).by_claim(kPeer + "/fiches/" + id);
    REQUIRE(found);
    return found->slug;
}

struct Told {
    const char* id;
    const char* name;
    std::string licence;
};
const std::vector<Told> kTold = {
    {"1", "Zibeline", kTheirs}, {"2", "Muette", ""}, {"3", "Libre", kLicence}};

void take_all(WholeNode& node) {
    for (const auto& one : kTold) take(node, card(one.id, one.name, one.licence));
}

}  // namespace

TEST_CASE("in every file a card has the licence that it tells itself, and none if it tells none") {
    WholeNode node;
    take_all(node);
    const auto csv = get(node, "/reseau/annuaire.csv");
    const auto features = body_of(get(node, "/reseau/annuaire.geojson"))["features"];
    const auto graph = body_of(get(node, "/reseau/annuaire.jsonld"))["@graph"];
    const auto items = body_of(get(node, "/api/v1/fiches"))["items"];
    pugi::xml_document atom;
    const auto feed = get(node, "/reseau/annuaire.atom");
    REQUIRE(atom.load_string(feed.substr(feed.find("<?xml")).c_str()));
    for (const auto& [id, name, licence] : kTold) {
        CAPTURE(name);
        const auto iri = kPeer + "/fiches/" + id;
        const auto row = csv.substr(csv.find("\"" + iri + "\""));
        CHECK(row.substr(0, row.find("\r\n")).ends_with(",\"0\",\"" + licence + "\""));
        const auto told = [&](const json& all, const json::json_pointer& where) {
            for (const auto& one : all)
                if (one["id"] == iri) return one.value(where, "");
            return std::string("no such card");
        };
        CHECK(told(features, "/properties/licence"_json_pointer) == licence);
        CHECK(told(graph, "/licence"_json_pointer) == licence);
        CHECK(told(items, "/licence"_json_pointer) == licence);
        for (const auto& entry : atom.child("feed").children("entry"))
            if (entry.child_value("id") == iri) CHECK(entry.child_value("rights") == licence);

        const auto page = "/reseau/annuaire/" + slug_of(node, id);
        const auto alone = body_of(get(node, "/api/v1/fiches/" + slug_of(node, id)));
        CHECK(alone.value("licence", "") == licence);
        CHECK(alone["claims"][0]["initiative"].value("licence", "") == licence);
        for (const auto* suffix : {".vcf", ".jsonld", ".organisation.json"}) {
            const auto file = get(node, page + suffix);
            CAPTURE(suffix);
            CHECK(file.starts_with("200"));
            CHECK(has(file, "rel=\"license\"") == !licence.empty());
            CHECK(has(file, "Link: <" + licence + ">; rel=\"license\"") == !licence.empty());
            CHECK((licence == kLicence || !has(file, kLicence)));
        }
        const auto vcard = get(node, page + ".vcf");
        CHECK(has(vcard, "X-LICENSE:" + licence) == !licence.empty());
        CHECK(has(vcard, "X-LICENSE") == !licence.empty());
        const auto shown = get(node, page);
        CHECK(has(shown, "chacun peut la reprendre.") == (licence == kLicence));
        CHECK(has(shown, "<a href=\"" + kTheirs + "\" rel=\"license") == (licence == kTheirs));
        CHECK(has(shown, "Cette fiche ne dit pas sa licence.") == licence.empty());
    }
}

TEST_CASE("what this node ships and writes is CC0, in every file") {
    WholeNode node;
    REQUIRE(node.services().database.write(directory::show_shipped));
    REQUIRE(directory::say_own_card(node.services(), {{"name", "La Noisette"},
                                                      {"kind", "localCurrency"},
                                                      {"website", kBase},
                                                      {"place", {{"country", "FR"}}}}));
    const auto graph = body_of(get(node, "/reseau/annuaire.jsonld"))["@graph"];
    for (const auto& one : graph) CHECK(one.value("licence", "") == kLicence);
    const auto features = body_of(get(node, "/reseau/annuaire.geojson"))["features"];
    for (const auto& one : features) CHECK(one["properties"].value("licence", "") == kLicence);
}

TEST_CASE("a file of many cards is CC0 unless a card says otherwise, and says so in words") {
    WholeNode node;
    take_all(node);
    for (const auto* file : {".csv", ".geojson", ".jsonld", ".atom", ".opml"}) {
        CAPTURE(file);
        CHECK(has(get(node, std::string("/reseau/annuaire") + file),
                  std::string("Link: <") + kLicence + ">; rel=\"license\""));
    }
    for (const auto* target :
         {"/reseau/annuaire.geojson", "/reseau/annuaire.atom", "/reseau/annuaire.opml",
          "/reseau/annuaire/reutiliser", "/reseau/annuaire"}) {
        CAPTURE(target);
        CHECK(has(get(node, target), "sauf pour une fiche qui dit autre chose"));
    }
    CHECK(body_of(get(node, "/reseau/annuaire.geojson"))["licence"] == kLicence);
    CHECK(body_of(get(node, "/api/v1/fiches"))["licence"] == kLicence);
}

TEST_CASE("a licence that is no address is in no header and no link") {
    for (const std::string licence :
         {"https://x.example/>; rel=\"next\"", "https://a@x.example/", "https://x.example/\"x"}) {
        CAPTURE(licence);
        WholeNode node;
        take(node, card("1", "Partage", licence));
        const auto page = "/reseau/annuaire/" + slug_of(node, "1");
        CHECK_FALSE(has(get(node, page + ".vcf"), "Link: "));
        const auto shown = get(node, page);
        CHECK(shown.starts_with("200"));
        CHECK_FALSE(has(shown, "rel=\"license"));
    }
    WholeNode node;
    take(node, card("1", "Partage", "https://x.example/\r\nEvil: 1"));
    CHECK_FALSE(has(get(node, "/reseau/annuaire/" + slug_of(node, "1") + ".vcf"), "\nEvil: 1"));
}

TEST_CASE("a CSV file gives its licence to the cards it brings, if it is an address") {
    struct Case {
        std::string cell;
        std::string kept;
    };
    const std::vector<Case> cases = {{kTheirs, kTheirs},
                                     {"http://licence.example/1", "http://licence.example/1"},
                                     {"", kLicence},
                                     {"CC-BY-SA", kLicence},
                                     {"javascript:alert(1)", kLicence},
                                     {"mailto:a@licence.example", kLicence},
                                     {"https://" + std::string(200, 'x'), kLicence}};
    for (const auto& [cell, kept] : cases) {
        CAPTURE(cell);
        WholeNode node;
        const auto csv =
            "name,kind,country,source,licence\nLe Sel,sel,FR,moi [2026]," + cell + "\n";
        REQUIRE(bring(node, csv, "quoi=importer&").starts_with("303"));
        const auto items = body_of(get(node, "/api/v1/fiches"))["items"];
        REQUIRE(items.size() == 1);
        CHECK(items[0]["licence"] == kept);
        // Another licence is a change of ours; none, or no address, leaves the one it has.
        CHECK(has(bring(node, csv), "1 sans changement"));
        const auto without = "name,kind,country,source\nLe Sel,sel,FR,eux [2026]\n";
        REQUIRE(bring(node, without, "quoi=importer&").starts_with("303"));
        const auto after = body_of(get(node, "/api/v1/fiches"))["items"];
        REQUIRE(after.size() == 1);
        CHECK(after[0]["source"] == "eux [2026]");
        CHECK(after[0]["licence"] == kept);
    }
}

TEST_CASE("cards with a licence of their own, or none, go out as CSV and in without a change") {
    WholeNode node;
    REQUIRE(node.services().database.write(directory::show_shipped));
    take_all(node);
    for (const auto* query : {"", "?format=excel"}) {
        CAPTURE(query);
        const auto file = file_in(get(node, std::string("/reseau/annuaire.csv") + query));
        const auto preview = bring(node, file);
        CHECK(has(preview, "172 sans changement"));
        CHECK_FALSE(has(preview, "value=\"importer\""));
    }
    // On another node they keep it, where they tell one.
    WholeNode other;
    REQUIRE(bring(other, file_in(get(node, "/reseau/annuaire.csv?q=zibeline")), "quoi=importer&")
                .starts_with("303"));
    const auto items = body_of(get(other, "/api/v1/fiches"))["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["licence"] == kTheirs);
}

TEST_CASE("each figure of a file has the licence that its author told") {
    WholeNode node;
    node.write([&](storage::Connection& connection) {
        for (const auto& [id, name, licence] : kTold) {
            auto told = card(id, name, licence);
            told["kind"] = "localCurrency";
            told["status"] = "circulating";
            REQUIRE(directory::take_claim(node.services(), connection, told, "peer.example", true));
            json figure = {{"type", "Observation"},
                           {"id", kPeer + "/chiffres/" + id},
                           {"attributedTo", kPeer + "/@a"},
                           {"about", told["id"]},
                           {"variable", "individualMembers"},
                           {"value", 10},
                           {"unit", "count"},
                           {"asOf", "2025-12-31"},
                           {"method", "counted"},
                           {"source", "us [2026]"},
                           {"published", "2026-01-10T00:00:00Z"},
                           {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
            if (!licence.empty()) figure["licence"] = licence;
            REQUIRE(directory::take_observation(node.services(), connection, figure, "peer.example",
                                                true));
        }
        connection.query("UPDATE card SET shown = 1 WHERE said_by = ?").arg(kPeer + "/@a").run();
        connection.query("UPDATE observation SET shown = 1").run();
    });
    const std::string query = "?chiffre=individualMembers";
    const auto csv = get(node, "/reseau/chiffres.csv" + query);
    const auto sum = body_of(get(node, "/api/v1/chiffres" + query));
    REQUIRE(sum["rows"].size() == kTold.size());
    for (const auto& [id, name, licence] : kTold) {
        CAPTURE(name);
        const auto iri = kPeer + "/chiffres/" + id;
        CHECK(has(csv, "\"" + iri + "\",\"" + licence + "\"\r\n"));
        for (const auto& row : sum["rows"])
            if (row["id"] == iri) CHECK(row.value("licence", "") == licence);
    }
}

TEST_CASE("a frame on another site says the licence of what it shows") {
    WholeNode node;
    take(node, card("3", "Libre", kLicence));
    const auto free = get(node, "/integrer/annuaire");
    CHECK(has(free, "Données sous licence CC0."));
    CHECK_FALSE(has(free, "Certaines fiches en disent une autre, ou aucune."));
    take_all(node);
    const auto mixed = get(node, "/integrer/annuaire");
    CHECK(has(mixed, "Données sous licence CC0."));
    CHECK(has(mixed, "Certaines fiches en disent une autre, ou aucune."));
    const auto frame = [&](const char* id) {
        return get(node, "/integrer/annuaire?fiche=" + slug_of(node, id));
    };
    CHECK(has(frame("3"), "Données sous licence CC0."));
    CHECK(has(frame("1"), "<a href=\"" + kTheirs + "\" rel=\"license"));
    CHECK_FALSE(has(frame("1"), "CC0"));
    CHECK(has(frame("2"), "Cette fiche ne dit pas sa licence."));
    CHECK_FALSE(has(frame("2"), "CC0"));
}

TEST_CASE("the code of a card shows that card in the frame, however many are named like it") {
    WholeNode node;
    const std::vector<const char*> ids = {"1", "2", "3"};
    for (const auto* id : ids) take(node, card(id, "Troc", kLicence));
    take(node, card("4", "Troc de plumes", kLicence));
    for (const auto* id : {"1", "2", "3", "4"}) {
        const auto slug = slug_of(node, id);
        CAPTURE(slug);
        const auto target = "/integrer/annuaire?fiche=" + slug;
        CHECK(has(get(node, "/reseau/annuaire/" + slug), kBase + target));
        CHECK(has(get(node, "/oembed?url=" + kBase + "/reseau/annuaire/" + slug), target));
        const auto frame = get(node, target);
        CHECK(frame.starts_with("200"));
        const auto first = frame.find("<li><a href=");
        REQUIRE(first != std::string::npos);
        CHECK(frame.find("<li><a href=", first + 1) == std::string::npos);
        CHECK(has(frame, "href=\"" + kBase + "/reseau/annuaire/" + slug + "\""));
        CHECK(has(frame, std::string("Pau ") + id));
    }
}

TEST_CASE("a frame of a card that nobody may see is not found") {
    WholeNode node;
    REQUIRE(get(node, "/integrer/annuaire").starts_with("200"));
    take(node, card("1", "Partage", kTheirs));
    take(node, card("2", "Cachée", kTheirs));
    const auto hidden = slug_of(node, "2");
    CHECK(get(node, "/integrer/annuaire?fiche=" + hidden).starts_with("200"));
    node.hide(kPeer + "/fiches/2");
    // Shipped, and no manager has shown it.
    for (const auto& slug : {hidden, std::string("eusko"), std::string("inconnue"), std::string(),
                             std::string("..%2F..")}) {
        CAPTURE(slug);
        const auto answer = get(node, "/integrer/annuaire?fiche=" + slug);
        CHECK(answer.starts_with("404"));
        CHECK_FALSE(has(answer, "<li>"));
    }
}
