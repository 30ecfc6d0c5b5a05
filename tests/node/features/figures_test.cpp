// Figures as people and other nodes meet them: given, corrected, taken back,
// received, refused, added up, exported. The rules of sums: totals_test.cpp.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/directory/card_store.h"
#include "node/directory/figure_form.h"
#include "node/directory/observation_inbox.h"
#include "node/directory/observation_store.h"
#include "node/directory/observing.h"
#include "node/directory/receiving.h"
#include "node/directory/saying.h"
#include "node/directory/shipped.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using directory::CardStore;
using directory::ObservationStore;
using nlohmann::json;
using test::kBase;
using test::WholeNode;

namespace {

constexpr const char* kHtml = "text/html";
constexpr const char* kActivity = "application/activity+json";
const std::string kPeer = "https://eusko.example/@eusko";

const test::Visitor& visitor(const WholeNode& node, const std::string& name) {
    for (const auto& one : node.visitors())
        if (one.name == name) return one;
    FAIL("no visitor " << name);
    std::abort();
}

std::string get(WholeNode& node, const std::string& target, const char* accept = kHtml,
                const std::string& who = "anonymous") {
    return node.ask(visitor(node, who), "GET", target, accept);
}

std::string post(WholeNode& node, const std::string& target, const std::string& form,
                 const std::string& who = "manager") {
    return node.ask(visitor(node, who), "POST", target, kHtml, form);
}

json body_of(const std::string& answer) { return json::parse(answer.substr(answer.find('{'))); }

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The clock of the tests stands still; the last year that is over by it.
std::string last_year(WholeNode& node, int back = 1) {
    return std::to_string(std::stoi(web::iso_day(node.clock.now()).substr(0, 4)) - back);
}

void say_card(WholeNode& node, json document = json::object()) {
    document.update({{"name", "La Noisette"},
                     {"kind", "localCurrency"},
                     {"status", "circulating"},
                     {"website", kBase},
                     {"place", {{"country", "FR"}, {"departmentCode", "58"}}}});
    REQUIRE(directory::say_own_card(node.services(), document));
}

std::string form_of(WholeNode& node, const std::string& figures, int years_back = 1) {
    return "date=" + last_year(node, years_back) +
           "-12-31&comment=counted&source=rapport+%5B2025%5D&" + figures;
}

json peer_card(const std::string& id = "https://eusko.example/fiches/1") {
    return {{"type", "Initiative"},
            {"id", id},
            {"attributedTo", kPeer},
            {"name", "Eusko d’essai"},
            {"kind", "localCurrency"},
            {"status", "circulating"},
            {"method", "self"},
            {"source", "us [2025]"},
            {"place", {{"country", "FR"}}},
            {"updated", "2025-01-01T00:00:00Z"},
            {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
}

json figure(const std::string& id, const std::string& about, double value,
            const std::string& as_of = "2024-12-31", const std::string& author = kPeer) {
    return {{"type", "Observation"},
            {"id", id},
            {"attributedTo", author},
            {"about", about},
            {"variable", "individualMembers"},
            {"value", value},
            {"unit", "count"},
            {"asOf", as_of},
            {"method", "counted"},
            {"source", "us [2025]"},
            {"published", "2025-01-10T00:00:00Z"},
            {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
}

Result<bool> take(WholeNode& node, const json& document) {
    return node.services().database.write_value([&](storage::Connection& connection) {
        return directory::take_observation(node.services(), connection, document, "eusko.example",
                                           true);
    });
}

void take_card(WholeNode& node, const json& document) {
    REQUIRE(node.services().database.write_value([&](storage::Connection& connection) {
        return directory::take_claim(node.services(), connection, document, "eusko.example", true);
    }));
}

json sum(WholeNode& node, const std::string& query) {
    return body_of(get(node, "/api/v1/chiffres?" + query));
}

}  // namespace

TEST_CASE("figures of the own association are typed once and are on its card, in sums and files") {
    WholeNode node;
    CHECK(
        has(get(node, "/gestion/annuaire/chiffres", kHtml, "manager"), "/gestion/annuaire/fiche"));
    say_card(node);
    const auto form = get(node, "/gestion/annuaire/chiffres", kHtml, "manager");
    CHECK(form.starts_with("200"));
    CHECK(has(form, "Prestataires agréés qui acceptent la monnaie ce jour-là."));  // its definition
    CHECK_FALSE(has(form, "name=\"hoursExchangedYear\""));  // a currency has no hours
    CHECK(post(node, "/gestion/annuaire/chiffres",
               form_of(node, "circulatingUnits=18+400%2C50&activeProfessionals=94"))
              .starts_with("303"));

    const auto day = last_year(node) + "-12-31";
    const auto money = sum(node, "chiffre=circulatingUnits");
    CHECK(money["value"] == 18400.5);
    CHECK(money["unit"] == "EUR");
    CHECK(money["reporting"] == 1);
    CHECK(money["circulating"] == 1);
    REQUIRE(money["rows"].size() == 1);
    CHECK(money["rows"][0]["asOf"] == day);
    CHECK(money["rows"][0]["source"] == "rapport [2025]");
    CHECK(money["rows"][0]["selfDeclared"] == true);

    const auto page = get(node, "/reseau/chiffres");
    CHECK(has(page, "1 monnaie sur 1 en circulation a donné ce chiffre"));
    CHECK(has(page, directory::value_words(web::Language::French, 18400.5, "EUR")));
    const auto card = get(node, "/reseau/annuaire/la-noisette");
    CHECK(has(card, "Ses chiffres"));
    CHECK(has(card, "rapport [2025]"));
    CHECK_FALSE(has(card, "un tiers"));
    CHECK(body_of(get(node, "/api/v1/fiches/la-noisette"))["figures"].size() == 2);

    // An object of its own, in the collection that the actor names, and on the card.
    const std::string iri = money["rows"][0]["id"];
    const auto object = body_of(get(node, iri.substr(kBase.size()), kActivity));
    CHECK(object["type"] == "Observation");
    CHECK(object["value"] == 18400.5);
    CHECK(object.contains("proof"));
    const auto actor = json::parse(node.services().federation.association_document());
    CHECK(actor["figures"] == kBase + "/chiffres");
    CHECK(body_of(get(node, "/chiffres?avant=0", kActivity))["orderedItems"].size() == 2);
    const auto own = directory::own_card(node.services());
    REQUIRE(own);
    CHECK(own->at("observations").size() == 2);

    // The same form sent again says nothing new.
    CHECK(post(node, "/gestion/annuaire/chiffres",
               form_of(node, "circulatingUnits=18400.5&activeProfessionals=94"))
              .starts_with("303"));
    CHECK(body_of(get(node, "/chiffres", kActivity))["totalItems"] == 2);
}

TEST_CASE("a figure of the same day corrects the one before, which stays in the history") {
    WholeNode node;
    say_card(node);
    REQUIRE(post(node, "/gestion/annuaire/chiffres", form_of(node, "individualMembers=120"))
                .starts_with("303"));
    const std::string first = sum(node, "chiffre=individualMembers")["rows"][0]["id"];
    REQUIRE(post(node, "/gestion/annuaire/chiffres", form_of(node, "individualMembers=210"))
                .starts_with("303"));
    const auto corrected = sum(node, "chiffre=individualMembers");
    CHECK(corrected["value"] == 210);
    CHECK(corrected["rows"][0]["supersedes"] == first);
    const auto card = get(node, "/reseau/annuaire/la-noisette");
    CHECK(has(card, "Ce qui a été dit avant"));
    CHECK(has(card, "corrigé depuis"));
    CHECK(get(node, first.substr(kBase.size()), kActivity).starts_with("200"));
    // Taken back: no more in sums nor on the card; what it corrected stays corrected.
    auto reader = node.services().database.read();
    const auto held = ObservationStore(*reader).find(corrected["rows"][0]["id"]);
    REQUIRE(held);
    CHECK(post(node, "/gestion/annuaire/chiffres/retirer", "chiffre=" + std::to_string(held->id))
              .starts_with("303"));
    CHECK(sum(node, "chiffre=individualMembers")["value"].is_null());
    CHECK(get(node, held->iri.substr(kBase.size()), kActivity).starts_with("410"));
    CHECK(post(node, "/gestion/annuaire/chiffres/retirer", "chiffre=999").starts_with("404"));
}

TEST_CASE("of a figure that is taken back nothing is kept but its name") {
    WholeNode node;
    say_card(node);
    REQUIRE(post(node, "/gestion/annuaire/chiffres", form_of(node, "circulatingUnits=18400"))
                .starts_with("303"));
    const auto said = [&] {
        auto reader = node.services().database.read();
        return CardStore(*reader).by_claim(directory::own_card_iri(node.services()))->id;
    }();
    const auto ours = directory::our_figures(node.services(), said);
    REQUIRE(ours.size() == 1);
    REQUIRE(directory::take_figure_back(node.services(), ours[0].iri));
    auto reader = node.services().database.read();
    auto row = reader->query("SELECT document, value, withdrawn FROM observation WHERE iri = ?")
                   .arg(ours[0].iri);
    REQUIRE(row.step());
    CHECK(row.text(0) == "{}");
    CHECK(row.number(1) == 0);
    CHECK(row.number(2) == 1);
    CHECK_FALSE(has(get(node, "/reseau/chiffres.csv?chiffre=circulatingUnits"), "18400"));
}

TEST_CASE("what is no figure is told in a sentence, and nothing is kept") {
    WholeNode node;
    say_card(node);
    REQUIRE(post(node, "/gestion/annuaire/chiffres", form_of(node, "individualMembers=100", 2))
                .starts_with("303"));
    const auto year = last_year(node);
    struct Case {
        const char* what;
        std::string form;
        const char* told;
    };
    const Case cases[] = {
        {"nothing", form_of(node, ""), "Donnez au moins un chiffre."},
        {"a word", form_of(node, "individualMembers=beaucoup"), "Écrivez un nombre"},
        {"negative", form_of(node, "individualMembers=-3"), "Écrivez un nombre"},
        {"no date", "comment=counted&source=x&individualMembers=3", "Donnez le jour"},
        {"no such day", "date=" + year + "-02-31&comment=counted&source=x&individualMembers=3",
         "Donnez le jour"},
        {"to come", "date=2999-12-31&comment=counted&source=x&individualMembers=3",
         "pas encore passé"},
        {"no method", "date=" + year + "-12-31&source=x&individualMembers=3", "Dites comment"},
        {"no source", "date=" + year + "-12-31&comment=counted&individualMembers=3",
         "Dites d’où viennent"},
        {"ten times more", form_of(node, "individualMembers=1000"), "Dix fois plus"},
        {"ten times less", form_of(node, "individualMembers=9"),
         "Dix fois plus ou dix fois moins"}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto answer = post(node, "/gestion/annuaire/chiffres", one.form);
        CHECK(answer.starts_with("422"));
        CHECK(has(answer, one.told));
        CHECK(body_of(get(node, "/chiffres", kActivity))["totalItems"] == 1);
    }
    CHECK(post(node, "/gestion/annuaire/chiffres", form_of(node, "individualMembers=1000&sur=1"))
              .starts_with("303"));
    CHECK(post(node, "/gestion/annuaire/chiffres", form_of(node, "individualMembers=5"), "writer")
              .starts_with("403"));
    for (const auto& [text, value] :
         {std::pair{"18 400", 18400.0}, {"18\u202f400,5", 18400.5}, {"0", 0.0}, {"1234.5", 1234.5}})
        CHECK(directory::typed_number(text) == value);
    for (const auto* text : {"", "1e3", "12 €", "nan", "1,2,3", "99999999999999"})
        CHECK_FALSE(directory::typed_number(text));
}

TEST_CASE("a figure from elsewhere is bounded, checked, and never changed by another") {
    WholeNode node;
    take_card(node, peer_card());
    const std::string about = "https://eusko.example/fiches/1";
    const std::string id = "https://eusko.example/chiffres/";
    const auto changed = [&](const char* term, json value) {
        auto document = figure(id + "x", about, 5);
        document[term] = std::move(value);
        return document;
    };
    const std::pair<const char*, json> cases[] = {
        {"not at its author's", changed("id", "https://other.example/chiffres/1")},
        {"ours", changed("id", kBase + "/chiffres/1")},
        {"negative", changed("value", -1)},
        {"no number", changed("value", "5")},
        {"unknown variable", changed("variable", "happiness")},
        {"another unit", changed("unit", "EUR")},
        {"no day", changed("asOf", "2024-02-31")},
        {"to come", changed("asOf", "2999-01-01")},
        {"another time", changed("asOf", "0001-01-01")},
        {"ends before it begins", changed("periodFrom", "2025-06-01")},
        {"no source", changed("source", "")},
        {"turns the reading", changed("scope", "\u202e%")},
        {"never said", changed("published", "")},
        {"said tomorrow", changed("published", "2999-01-01T00:00:00Z")},
        {"too large", changed("more", std::string(9000, 'x'))}};
    for (const auto& [what, document] : cases) {
        CAPTURE(what);
        CHECK_FALSE(take(node, document));
    }
    CHECK(sum(node, "chiffre=individualMembers&date=2025-01-15")["reporting"] == 0);
    CHECK(take(node, figure(id + "1", about, 2500)) == true);
    CHECK(take(node, figure(id + "1", about, 2500)) == false);
    CHECK(take(node, figure(id + "1", about, 9999)) == false);  // the same name, another value
    CHECK(sum(node, "chiffre=individualMembers&date=2025-01-15")["value"] == 2500);
    // A correction may come before what it corrects; only its author's is one.
    auto correction = figure(id + "3", about, 2700);
    correction["supersedes"] = id + "2";
    correction["published"] = "2025-01-11T00:00:00Z";
    CHECK(take(node, correction) == true);
    CHECK(take(node, figure(id + "2", about, 8000)) == true);
    auto stranger = figure("https://stranger.example/f/1", about, 1, "2024-12-31",
                           "https://stranger.example/a");
    stranger["supersedes"] = id + "3";
    CHECK(take(node, stranger) == true);
    auto reader = node.services().database.read();
    CHECK(ObservationStore(*reader).find(id + "2")->superseded);
    CHECK_FALSE(ObservationStore(*reader).find(id + "3")->superseded);
    CHECK(sum(node, "chiffre=individualMembers&date=2025-01-15")["value"] == 2700);
}

TEST_CASE("what a third party says waits for a person, is marked, and gives way to its own word") {
    WholeNode node;
    take_card(node, peer_card());
    const std::string about = "https://eusko.example/fiches/1";
    const std::string query = "chiffre=individualMembers&date=2025-01-15";
    REQUIRE(take(node, figure("https://stranger.example/f/1", about, 77, "2024-12-31",
                              "https://stranger.example/a")));
    CHECK(sum(node, query)["reporting"] == 0);
    CHECK_FALSE(has(get(node, "/reseau/annuaire/eusko-d-essai"), "Ses chiffres"));
    const auto desk = get(node, "/gestion/annuaire", kHtml, "manager");
    CHECK(has(desk, "Des chiffres à relire"));
    CHECK(post(node, "/gestion/annuaire/chiffres/decider", "quoi=montrer&chiffre=1", "writer")
              .starts_with("403"));
    CHECK(post(node, "/gestion/annuaire/chiffres/decider", "quoi=montrer&chiffre=1")
              .starts_with("303"));
    CHECK(sum(node, query)["value"] == 77);
    CHECK(has(get(node, "/reseau/annuaire/eusko-d-essai"), "un tiers"));
    // A manager here may say something of it too, as a third party.
    CHECK(post(node, "/gestion/annuaire/fiches/eusko-d-essai/chiffres",
               "date=2025-01-02&comment=estimated&source=presse+%5B2025%5D&individualMembers=80")
              .starts_with("303"));
    CHECK(sum(node, query)["value"] == 80);
    CHECK(sum(node, query)["rows"][0]["selfDeclared"] == false);
    REQUIRE(take(node, figure("https://eusko.example/chiffres/1", about, 70, "2024-06-30")));
    CHECK(sum(node, query)["value"] == 70);
    // Blocked, hidden: heard no more.
    node.rule("stranger.example", federation::PolicyLevel::Block);
    node.hide("https://eusko.example/chiffres/1");
    CHECK(sum(node, query)["value"] == 80);
    CHECK_FALSE(has(get(node, "/reseau/annuaire/eusko-d-essai"), ">77<"));
}

TEST_CASE("what a third party says counts while we follow it") {
    WholeNode node;
    take_card(node, peer_card());
    const std::string query = "chiffre=individualMembers&date=2025-01-15";
    REQUIRE(take(node, figure("https://stranger.example/f/1", "https://eusko.example/fiches/1", 77,
                              "2024-12-31", "https://stranger.example/a")));
    CHECK(sum(node, query)["reporting"] == 0);
    node.write([](storage::Connection& connection) {
        connection.execute(
            "INSERT INTO following VALUES ('noisette', 'https://stranger.example/a', 'f', "
            "'asked', 0)");
    });
    CHECK(sum(node, query)["reporting"] == 0);
    node.write([](storage::Connection& connection) {
        connection.execute("UPDATE following SET state = 'accepted'");
    });
    CHECK(sum(node, query)["value"] == 77);
    node.write(
        [](storage::Connection& connection) { connection.execute("DELETE FROM following"); });
    CHECK(sum(node, query)["reporting"] == 0);
}

TEST_CASE("the years end with the day that is asked, and no later figure is in them") {
    WholeNode node;
    take_card(node, peer_card());
    const std::string about = "https://eusko.example/fiches/1";
    const std::string id = "https://eusko.example/chiffres/";
    REQUIRE(take(node, figure(id + "1", about, 51, "2022-12-31")));
    REQUIRE(take(node, figure(id + "2", about, 61, "2024-03-31")));
    REQUIRE(take(node, figure(id + "3", about, 71, "2024-11-30")));
    const auto years = [&](const std::string& date) {
        const auto page = get(node, "/reseau/chiffres?chiffre=individualMembers&date=" + date);
        const auto from = page.find("id=\"yh\"");
        REQUIRE(from != std::string::npos);
        return page.substr(from, page.find("</section>", from) - from);
    };
    CHECK(has(years("2024-12-31"), ">71<"));
    const auto june = years("2024-06-30");
    CHECK(has(june, ">51<"));
    CHECK(has(june, ">61<"));
    CHECK_FALSE(has(june, "71"));
}

TEST_CASE("a figure that comes before its card waits for it, and follows it when cards are one") {
    WholeNode node;
    const std::string about = "https://eusko.example/fiches/1";
    REQUIRE(take(node, figure("https://eusko.example/chiffres/1", about, 70)));
    CHECK(sum(node, "chiffre=individualMembers&date=2025-01-15")["reporting"] == 0);
    take_card(node, peer_card());
    CHECK(sum(node, "chiffre=individualMembers&date=2025-01-15")["value"] == 70);
    node.write([&](storage::Connection& connection) {
        CardStore store(connection);
        REQUIRE(directory::show_shipped(connection));
        store.merge(store.by_claim(about)->id, store.by_slug("eusko")->id);
    });
    CHECK(sum(node, "chiffre=individualMembers&date=2025-01-15")["value"] == 70);
    CHECK(has(get(node, "/reseau/annuaire/eusko"), "Ses chiffres"));
}

TEST_CASE("federations and successors are found by address and by name") {
    WholeNode node;
    auto whole = peer_card("https://eusko.example/fiches/1");
    take_card(node, whole);
    const auto third = [&](const char* id, const char* name, json more) {
        auto card = peer_card(id);
        card["attributedTo"] = "https://part.example/a";
        card["name"] = name;
        card["method"] = "thirdParty";
        card.update(more);
        take_card(node, card);
        node.write([&](storage::Connection& connection) {
            CardStore store(connection);
            store.decide(store.by_claim(id)->id, true);
        });
    };
    third("https://part.example/1", "Partie une", {{"partOf", {"eusko d’essai"}}});
    third("https://part.example/2", "Partie deux",
          {{"partOf", {"https://eusko.example/fiches/1"}}});
    const auto give = [&](const std::string& id, const std::string& about, double value) {
        REQUIRE(take(node, figure(id, about, value)));
        node.write([&](storage::Connection& connection) {
            ObservationStore store(connection);
            store.decide(store.find(id)->id, true);
        });
    };
    const std::string query = "chiffre=individualMembers&date=2025-01-15";
    give("https://eusko.example/chiffres/1", "https://eusko.example/fiches/1", 100);
    CHECK(sum(node, query)["value"] == 100);
    CHECK(sum(node, query)["circulating"] == 1);
    give("https://eusko.example/chiffres/2", "https://part.example/1", 30);
    CHECK(sum(node, query)["value"] == 30);
    give("https://eusko.example/chiffres/3", "https://part.example/2", 20);
    CHECK(sum(node, query)["value"] == 50);
    CHECK(has(get(node, "/reseau/chiffres?" + query), "ce sont ses membres qui comptent"));
}

TEST_CASE("the rows of a sum are a CSV file without formulas, in both forms") {
    WholeNode node;
    say_card(node, {{"legalEntityName", "x"}});
    REQUIRE(post(node, "/gestion/annuaire/chiffres",
                 "date=2024-12-31&comment=counted&source=%3DHYPERLINK(1)&circulatingUnits=1234%2C5"
                 "&precision=%2Bcmd")
                .starts_with("303"));
    const auto plain = get(node, "/reseau/chiffres.csv?chiffre=circulatingUnits&date=2025-01-15");
    CHECK(has(plain, "\"1234.5\""));
    CHECK(has(plain, "\"'=HYPERLINK(1)\""));
    CHECK(has(plain, "\"'+cmd\""));
    CHECK(has(plain, "chiffres-circulatingUnits-2025-01-15.csv"));
    const auto excel =
        get(node, "/reseau/chiffres.csv?chiffre=circulatingUnits&date=2025-01-15&format=excel");
    CHECK(has(excel, "\xEF\xBB\xBF"));
    CHECK(has(excel, "\"1234,5\";\"unit\""));
}

TEST_CASE("the page answers whatever it is asked, and never adds time to money") {
    WholeNode node;
    say_card(node);
    for (const auto* query :
         {"", "?chiffre=x&nature=y&date=z&mois=1&depuis=w&region=q", "?date=2999-01-01",
          "?date=1900-01-01&depuis=1899-01-01", "?chiffre=hoursExchangedYear",
          "?chiffre=circulatingUnits&nature=temps", "?departement=58&pays=FR&mois=12",
          "?date=2025-01-15&depuis=2026-01-01"}) {
        CAPTURE(query);
        for (const auto* path : {"/reseau/chiffres", "/reseau/chiffres.csv", "/api/v1/chiffres"})
            CHECK(get(node, std::string(path) + query).starts_with("200"));
    }
    CHECK(sum(node, "chiffre=circulatingUnits&nature=temps")["variable"] == "hoursExchangedYear");
    CHECK(sum(node, "chiffre=hoursExchangedYear&nature=monnaies")["variable"] ==
          "circulatingUnits");
    CHECK(has(get(node, "/api/openapi.json"), "/api/v1/chiffres"));
}
