// The directory as people and programs meet it: what is shown, filtered,
// exported, added, claimed and refused.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "node/base/text.h"
#include "node/directory/card_store.h"
#include "node/directory/receiving.h"
#include "node/directory/saying.h"
#include "node/directory/shipped.h"
#include "node/directory/twins.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using directory::CardStore;
using directory::Method;
using nlohmann::json;
using test::kBase;
using test::WholeNode;

namespace {

constexpr const char* kHtml = "text/html";

const test::Visitor& visitor(const WholeNode& node, const std::string& name) {
    for (const auto& one : node.visitors())
        if (one.name == name) return one;
    FAIL("no visitor " << name);
    std::abort();
}

std::string get(WholeNode& node, const std::string& target, const std::string& who = "anonymous",
                const char* accept = kHtml) {
    return node.ask(visitor(node, who), "GET", target, accept);
}

json body_of(const std::string& answer) {
    return json::parse(answer.substr(answer.find("\n\n") == std::string::npos ? answer.find('{')
                                                                              : answer.find('{')));
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

void show_all(WholeNode& node) { REQUIRE(node.services().database.write(directory::show_shipped)); }

json card(const std::string& id, const std::string& author, const std::string& name) {
    return {{"type", "Initiative"},
            {"id", id},
            {"attributedTo", author},
            {"name", name},
            {"kind", "localCurrency"},
            {"source", "us [2026]"},
            {"updated", "2026-01-01T00:00:00Z"},
            {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
}

Result<directory::Filed> take(WholeNode& node, const json& document, bool proven = true) {
    return node.services().database.write_value([&](storage::Connection& connection) {
        return directory::take_claim(node.services(), connection, document, "peer.example", proven);
    });
}

std::optional<directory::Card> card_of(WholeNode& node, const std::string& iri) {
    auto reader = node.services().database.read();
    return CardStore(*reader).by_claim(iri);
}

const std::string kPeer = "https://eusko.example/@eusko";

}  // namespace

TEST_CASE("the shipped cards are on no public page until a manager says so") {
    WholeNode node;
    CHECK(get(node, "/reseau/annuaire").find("Eusko") == std::string::npos);
    CHECK(get(node, "/reseau/annuaire/eusko").starts_with("404"));
    CHECK(get(node, "/reseau/annuaire.csv").find("Eusko") == std::string::npos);
    CHECK(body_of(get(node, "/api/v1/fiches"))["count"] == 0);
    // Only a manager may decide.
    CHECK(node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire", kHtml, "quoi=livrees")
              .starts_with("403"));
    CHECK(node.ask(visitor(node, "manager"), "POST", "/gestion/annuaire", kHtml, "quoi=livrees")
              .starts_with("303"));
    CHECK(get(node, "/reseau/annuaire/eusko").starts_with("200"));
    CHECK(body_of(get(node, "/api/v1/fiches"))["count"] == 169);
    CHECK(
        node.ask(visitor(node, "manager"), "POST", "/gestion/annuaire", kHtml, "quoi=sans-livrees")
            .starts_with("303"));
    CHECK(get(node, "/reseau/annuaire/eusko").starts_with("404"));
}

TEST_CASE("one filter is behind the list, the map, the table and every export") {
    WholeNode node;
    show_all(node);
    struct Case {
        const char* query;
        int cards;
    };
    static constexpr Case kCases[] = {{"departement=64", 2},
                                      {"departement=64&nature=localCurrency", 2},
                                      {"q=h%C3%A9ol", 1},
                                      {"q=HEOL", 1},
                                      {"pays=BE&nature=localCurrency", 17},
                                      {"nature=timeBank", 11},
                                      {"q=nothing+at+all", 0},
                                      {"autour=Bayonne&km=30", 1},
                                      {"autour=Bayonne&km=200&nature=monnaies", 0},
                                      {"qui=elle-meme", 0},
                                      {"region=BRE&etat=project", 0}};
    for (const auto& one : kCases) {
        CAPTURE(one.query);
        const std::string query = std::string("?") + one.query;
        const auto listed = body_of(get(node, "/api/v1/fiches" + query + "&par_page=200"));
        const auto cards = listed["count"].get<int>();
        if (one.cards > 0) CHECK(cards == one.cards);
        CHECK(count(get(node, "/reseau/annuaire.csv" + query), "\r\n") == cards + 1);
        CHECK(body_of(get(node, "/reseau/annuaire.geojson" + query))["features"].size() ==
              static_cast<std::size_t>(cards));
        CHECK(body_of(get(node, "/reseau/annuaire.jsonld" + query))["@graph"].size() ==
              static_cast<std::size_t>(cards));
        const auto page = get(node, "/reseau/annuaire" + query);
        CHECK(page.starts_with("200"));
        if (cards > 0) {
            CHECK(count(page, "<li class=\"fiche") == std::min(cards, 24));
            CHECK(count(get(node, "/reseau/annuaire" + query + "&vue=tableau"), "<tr>") ==
                  cards + 1);
        }
    }
}

TEST_CASE("the map draws every card that is on it, once, and links nowhere") {
    WholeNode node;
    show_all(node);
    const auto page = get(node, "/reseau/annuaire?departement=64");
    CHECK(count(page, "data-card=") == 4);  // two marks, two rows
    const auto map = page.substr(page.find("<svg class=\"carte\""));
    CHECK(map.substr(0, map.find("</svg>")).find("<a ") == std::string::npos);
    CHECK(count(get(node, "/reseau/annuaire"), "class=\"dep ") == 96 + 5 + 1);
}

TEST_CASE("a town that no card is in is said, not guessed") {
    WholeNode node;
    show_all(node);
    const auto page = get(node, "/reseau/annuaire?autour=Atlantis");
    CHECK(page.starts_with("200"));
    CHECK(page.find("Atlantis") != std::string::npos);
    CHECK(page.find("essayez la ville voisine") != std::string::npos);
}

TEST_CASE("the read API pages through everything and knows what has not changed") {
    WholeNode node;
    show_all(node);
    std::set<std::string> seen;
    std::string url = "/api/v1/fiches?par_page=100";
    while (!url.empty()) {
        const auto page = body_of(get(node, url));
        for (const auto& item : page["items"]) seen.insert(item["id"].get<std::string>());
        CHECK(page["licence"].get<std::string>().find("creativecommons") != std::string::npos);
        url = page.contains("next") ? page["next"].get<std::string>().substr(kBase.size()) : "";
    }
    CHECK(seen.size() == 169);
    for (const auto* wrong : {"page=0", "page=x", "par_page=0", "par_page=9999"}) {
        CAPTURE(wrong);
        CHECK(get(node, std::string("/api/v1/fiches?") + wrong).starts_with("400"));
    }
    const auto first = get(node, "/api/v1/fiches");
    const auto at = first.find("ETag: ") + 6;
    web::Request request;
    request.method = "GET";
    request.path = request.target = "/api/v1/fiches";
    request.client = "192.0.2.1";
    request.headers = {{"host", "lanoisette.example"},
                       {"if-none-match", first.substr(at, first.find('\n', at) - at)}};
    CHECK(node.answer(request).status == 304);
}

TEST_CASE("every address of the vocabulary and of the API answers in its own type") {
    WholeNode node;
    struct Case {
        const char* target;
        const char* type;
    };
    static constexpr Case kCases[] = {
        {"/schemas/context.jsonld", "application/ld+json"},
        {"/schemas/initiative.schema.json", "application/schema+json"},
        {"/schemas/observation.schema.json", "application/schema+json"},
        {"/schemas/claim.schema.json", "application/schema+json"},
        {"/api/openapi.json", "application/json"}};
    for (const auto& one : kCases) {
        const auto answer = get(node, one.target);
        CAPTURE(one.target);
        CHECK(answer.starts_with("200"));
        CHECK(answer.find(one.type) != std::string::npos);
        CHECK_FALSE(body_of(answer).empty());
    }
    CHECK(get(node, "/schemas/nothing.json").starts_with("404"));
    const auto described = body_of(get(node, "/api/openapi.json"));
    CHECK(described["paths"]["/api/v1/fiches"]["get"]["parameters"].size() >= 10);
    CHECK(described["paths"]["/api/v1/fiches/{slug}"]["get"]["parameters"][0]["in"] == "path");
}

TEST_CASE("a card says who says what, and two that differ stand side by side") {
    WholeNode node;
    show_all(node);
    const auto before = get(node, "/reseau/annuaire/eusko");
    CHECK(before.find("euskalmoneta.org eusko_en_chiffres [2023]") != std::string::npos);
    CHECK(before.find("C’est votre association") != std::string::npos);
    // We say otherwise, by hand.
    const auto form =
        "name=Eusko&kind=localCurrency&place-country=FR&place-town=Bayonne&"
        "place-departmentCode=64&launchedOn=2014&source=moi+%5B2026%5D";
    const auto sent =
        node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire/fiches/eusko", kHtml, form);
    REQUIRE(sent.starts_with("303"));
    const auto after = get(node, "/reseau/annuaire/eusko");
    CHECK(after.find("2014") != std::string::npos);
    CHECK(after.find("janvier 2013") != std::string::npos);  // what the file says, beside it
    CHECK(body_of(get(node, "/api/v1/fiches/eusko"))["claims"].size() == 2);
    // And take it back.
    CHECK(node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire/fiches/eusko/retirer", kHtml)
              .starts_with("303"));
    CHECK(body_of(get(node, "/api/v1/fiches/eusko"))["claims"].size() == 1);
}

TEST_CASE("the own card is a signed object, named by the actor, and confirmed in one click") {
    WholeNode node;
    const auto& manager = visitor(node, "manager");
    CHECK(get(node, "/fiches/association", "anonymous", "application/activity+json")
              .starts_with("404"));
    CHECK(node.ask(manager, "POST", "/gestion/annuaire/fiche/confirmer", kHtml).starts_with("404"));
    const auto wrong = node.ask(manager, "POST", "/gestion/annuaire/fiche", kHtml,
                                "name=&kind=bank&place-country=FR&launchedOn=hier&website=ftp://x");
    CHECK(wrong.starts_with("422"));
    CHECK(count(wrong, "aria-invalid=\"true\"") == 4);
    REQUIRE(node.ask(manager, "POST", "/gestion/annuaire/fiche", kHtml,
                     "name=La+Noisette&kind=localCurrency&place-country=FR&medium-notes=1&"
                     "medium-app=1&colleges=usagers%0Aprofessionnels&unitValue-amount=1&"
                     "unitValue-per=EUR")
                .starts_with("303"));
    const auto object =
        body_of(get(node, "/fiches/association", "anonymous", "application/activity+json"));
    CHECK(object["medium"] == json::array({"notes", "app"}));
    CHECK(object["colleges"].size() == 2);
    CHECK(object["method"] == "self");
    CHECK(object["proof"]["cryptosuite"] == "eddsa-jcs-2022");
    const auto actor = body_of(get(node, "/@lanoisette", "anonymous", "application/activity+json"));
    CHECK(actor["initiative"] == kBase + "/fiches/association");
    CHECK(actor["directory"] == kBase + "/fiches");
    // It was pushed: Create of the object, and Update of the actor.
    auto reader = node.services().database.read();
    auto query = reader->query(
        "SELECT count(*) FROM object WHERE type = 'Create' AND json LIKE '%/fiches/association%'");
    REQUIRE(query.step());
    CHECK(query.number(0) == 1);
    node.clock.advance(std::chrono::hours(2));
    CHECK(node.ask(manager, "POST", "/gestion/annuaire/fiche/confirmer", kHtml).starts_with("303"));
    const auto confirmed =
        body_of(get(node, "/fiches/association", "anonymous", "application/activity+json"));
    CHECK(confirmed["confirmedAt"] != object["confirmedAt"]);
    CHECK(confirmed["colleges"] == object["colleges"]);
}

TEST_CASE("a form that is sent twice adds one card") {
    WholeNode node;
    const auto form = "once=abc123&name=Le+Sel&kind=sel&place-country=FR&source=moi+%5B2026%5D";
    const auto first =
        node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire/ajouter", kHtml, form);
    const auto second =
        node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire/ajouter", kHtml, form);
    REQUIRE(first.starts_with("303"));
    CHECK(second.starts_with("303"));
    CHECK(body_of(get(node, "/api/v1/fiches?q=sel"))["count"] == 1);
}

TEST_CASE("a file is previewed by line, and its own export changes nothing") {
    WholeNode node;
    show_all(node);
    const auto& manager = visitor(node, "manager");
    const std::string csv =
        "name,kind,country,source\nUn SEL,sel,FR,moi [2026]\n,sel,FR,moi "
        "[2026]\nUn autre,banque,FR,moi [2026]\n";
    const auto preview = node.ask(manager, "POST", "/gestion/annuaire/importer", kHtml,
                                  "csv=" + base::percent_encode(csv));
    CHECK(preview.find("Ligne 3</b>") != std::string::npos);
    CHECK(preview.find("Ligne 4</b>") != std::string::npos);
    CHECK(preview.find("Un SEL") != std::string::npos);
    CHECK(body_of(get(node, "/api/v1/fiches?q=un+sel"))["count"] == 0);  // nothing saved yet
    REQUIRE(node.ask(manager, "POST", "/gestion/annuaire/importer", kHtml,
                     "quoi=importer&csv=" + base::percent_encode(csv))
                .starts_with("303"));
    CHECK(body_of(get(node, "/api/v1/fiches?q=un+sel"))["count"] == 1);
    const auto file = get(node, "/reseau/annuaire.csv?format=excel");
    const auto again =
        node.ask(manager, "POST", "/gestion/annuaire/importer", kHtml,
                 "csv=" + base::percent_encode(file.substr(file.find("\xEF\xBB\xBF"))));
    CHECK(again.find("170 sans changement") != std::string::npos);
    CHECK(again.find("value=\"importer\"") == std::string::npos);
}

TEST_CASE("its own node takes over a card, and what others said stays as history") {
    WholeNode node;
    show_all(node);
    auto own = card("https://euskalmoneta.org/fiches/association",
                    "https://euskalmoneta.org/@eusko", "Eusko");
    own["method"] = "self";
    own["website"] = "https://www.euskalmoneta.org";
    own["place"] = {{"town", "Bayonne"}, {"departmentCode", "64"}, {"country", "FR"}};
    REQUIRE(take(node, own));
    CHECK(body_of(get(node, "/api/v1/fiches?q=eusko"))["count"] == 1);  // no duplicate
    const auto page = get(node, "/reseau/annuaire/eusko");
    CHECK(page.find("elle-même") != std::string::npos);
    CHECK(page.find("eusko_en_chiffres [2023]") != std::string::npos);
    CHECK(card_of(node, "https://euskalmoneta.org/fiches/association")->self);
}

TEST_CASE("nobody speaks for another's domain") {
    WholeNode node;
    show_all(node);
    auto fake = card("https://evil.example/fiches/1", "https://evil.example/@evil", "Eusko");
    fake["method"] = "self";
    fake["website"] = "https://www.euskalmoneta.org";
    REQUIRE(take(node, fake));
    const auto taken = card_of(node, "https://evil.example/fiches/1");
    REQUIRE(taken);
    CHECK_FALSE(taken->self);   // a word about somebody
    CHECK_FALSE(taken->shown);  // of somebody we do not follow: a person decides
    CHECK(get(node, "/reseau/annuaire/eusko").find("evil.example") == std::string::npos);
    // Nor for many: one own card per author.
    for (int i = 2; i < 5; ++i) {
        auto more = card("https://evil.example/fiches/" + std::to_string(i),
                         "https://evil.example/@evil", "Monnaie " + std::to_string(i));
        more["method"] = "self";
        REQUIRE(take(node, more));
    }
    auto reader = node.services().database.read();
    auto query = reader->query(
        "SELECT count(*) FROM claim WHERE method = 'self' AND said_by LIKE '%evil.example%'");
    REQUIRE(query.step());
    CHECK(query.number(0) == 1);
}

TEST_CASE("what a hostile peer sends is refused with its reason") {
    WholeNode node;
    struct Case {
        const char* what;
        std::function<void(json&)> change;
        const char* why;
    };
    const std::vector<Case> cases = {
        {"another's id", [](json& one) { one["id"] = "https://other.example/fiches/1"; },
         "not at its author"},
        {"ours",
         [](json& one) {
             one["id"] = kBase + "/fiches/1";
             one["attributedTo"] = kBase + "/@lanoisette";
         },
         "of ours"},
        {"no address", [](json& one) { one["id"] = "urn:essaim:fiche:1"; }, "not at its author"},
        {"blocked",
         [](json& one) {
             one["id"] = "https://blocked.example/fiches/1";
             one["attributedTo"] = "https://blocked.example/@a";
         },
         "blocked"},
        {"off the map", [](json& one) { one["geo"] = {{"lat", 99}, {"lon", 0}}; }, "not valid"},
        {"year 9999", [](json& one) { one["launchedOn"] = "9999"; }, "no year"},
        {"from the future", [](json& one) { one["updated"] = "2999-01-01T00:00:00Z"; }, "no day"},
        {"without a date", [](json& one) { one.erase("updated"); }, "no day"},
        {"huge", [](json& one) { one["x"] = std::string(50'000, 'x'); }, "too large"}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        auto document = card("https://eusko.example/fiches/1", kPeer, "Eusko");
        one.change(document);
        const auto taken = take(node, document);
        REQUIRE_FALSE(taken);
        CHECK(taken.error().detail.find(one.why) != std::string::npos);
    }
}

TEST_CASE("markup in a field is text on every page") {
    WholeNode node;
    auto sent =
        card("https://eusko.example/fiches/association", kPeer, "<script>alert(1)</script>");
    sent["method"] = "self";
    sent["summary"] = "<img src=x onerror=alert(1)>";
    REQUIRE(take(node, sent));
    const auto slug = card_of(node, "https://eusko.example/fiches/association")->slug;
    for (const auto& target :
         {std::string("/reseau/annuaire"), "/reseau/annuaire/" + slug,
          std::string("/reseau/annuaire?vue=livret"), std::string("/integrer/annuaire")}) {
        const auto page = get(node, target);
        CAPTURE(target);
        CHECK(page.find("<script>alert") == std::string::npos);
        CHECK(page.find("<img src=x") == std::string::npos);
    }
}

TEST_CASE("one server fills no more than its share of the directory") {
    WholeNode node;
    node.write([&](storage::Connection& connection) {
        for (std::int64_t i = 0; i < directory::kMostClaimsOfHost; ++i)
            connection
                .query(
                    "INSERT INTO claim (iri, card, said_by, method, document, digest, said_at, "
                    "received_at, received_from, proven) VALUES (?, 1, ?, 'thirdParty', '{}', "
                    "'', 0, 0, '', 1)")
                .arg("https://eusko.example/fiches/" + std::to_string(i))
                .arg(kPeer)
                .run();
    });
    const auto taken = take(node, card("https://eusko.example/fiches/more", kPeer, "One more"));
    REQUIRE_FALSE(taken);
    CHECK(taken.error().fault == Fault::TooMany);
    CHECK(take(node, card("https://other.example/fiches/1", "https://other.example/@a", "Other")));
}

TEST_CASE("cards of silenced and hidden sources stand on the next word, or not at all") {
    WholeNode node;
    show_all(node);
    auto own = card("https://silenced.example/fiches/association", "https://silenced.example/@a",
                    "La Muette");
    own["method"] = "self";
    REQUIRE(take(node, own));
    CHECK(get(node, "/reseau/annuaire").find("La Muette") == std::string::npos);
    CHECK(get(node, "/reseau/annuaire.csv").find("La Muette") == std::string::npos);
    CHECK(get(node, "/reseau/annuaire/la-muette").starts_with("404"));
    CHECK(get(node, "/sitemap.xml").find("la-muette") == std::string::npos);
    CHECK(get(node, "/reseau/annuaire/la-muette", "moderator").starts_with("200"));
}

TEST_CASE("the same set of cards has the same fingerprint, whatever the order") {
    WholeNode a;
    WholeNode b;
    const auto one = card("https://one.example/fiches/1", "https://one.example/@a", "Une");
    const auto two = card("https://two.example/fiches/1", "https://two.example/@b", "Deux");
    const auto hash = [](WholeNode& node) {
        auto reader = node.services().database.read();
        return CardStore(*reader).set_hash();
    };
    const auto alone = hash(a);
    CHECK(alone == hash(b));
    REQUIRE(take(a, one));
    REQUIRE(take(a, two));
    REQUIRE(take(b, two));
    CHECK(hash(a) != hash(b));
    REQUIRE(take(b, one));
    CHECK(hash(a) == hash(b));
    CHECK(hash(a) != alone);
}

TEST_CASE("likely duplicates are suggested, decided by a person, and not asked again") {
    WholeNode node;
    auto one = card("https://one.example/fiches/1", "https://one.example/@a", "Le Buzuk");
    one["place"] = {{"departmentCode", "29"}, {"country", "FR"}};
    auto two = card("https://two.example/fiches/1", "https://two.example/@b", "Buzuck");
    two["place"] = one["place"];
    REQUIRE(take(node, one));
    REQUIRE(take(node, two));
    const auto first = card_of(node, "https://one.example/fiches/1")->id;
    const auto second = card_of(node, "https://two.example/fiches/1")->id;
    REQUIRE(first != second);  // never merged by itself
    const auto suggested = [&] {
        auto reader = node.services().database.read();
        CardStore store(*reader);
        return directory::suggested_twins(*reader, {*store.by_id(first), *store.by_id(second)}, 10)
            .size();
    };
    CHECK(suggested() == 1);
    const auto ids = "&fiche=" + std::to_string(first) + "&autre=" + std::to_string(second);
    CHECK(node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire", kHtml,
                   "quoi=distinctes" + ids)
              .starts_with("303"));
    CHECK(suggested() == 0);
    CHECK(node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire", kHtml, "quoi=meme" + ids)
              .starts_with("303"));
    auto reader = node.services().database.read();
    CHECK(CardStore(*reader).claims(first).size() == 2);
}

TEST_CASE("a site of many proves nothing for those who only have a page there") {
    WholeNode node;
    const auto third = [&](const std::string& name, const std::string& website) {
        auto one = card("https://one.example/fiches/" + base::slugify(name),
                        "https://one.example/@a", name);
        one["website"] = website;
        REQUIRE(take(node, one));
        return card_of(node, one["id"])->id;
    };
    const auto paris = third("Accorderie de Paris", "https://www.accorderie.example/paris");
    const auto lyon = third("Accorderie de Lyon", "https://www.accorderie.example/lyon");
    const auto alone = third("L’Isolée", "https://www.isolee.example/");
    const auto own = [&](const std::string& host, const std::string& name) {
        auto one = card("https://" + host + "/fiches/association", "https://" + host + "/@a", name);
        one["method"] = "self";
        one["website"] = "https://" + host;
        REQUIRE(take(node, one));
        return card_of(node, one["id"])->id;
    };
    const auto network = own("accorderie.example", "Réseau des Accorderies");
    CHECK(network != paris);
    CHECK(network != lyon);
    CHECK(own("isolee.example", "Monnaie L’Isolée") == alone);
    CHECK(third("Accorderie de Metz", "https://www.accorderie.example/metz") != network);
}

TEST_CASE("many cards of one name have pages of their own, and none is looked for among all") {
    WholeNode node;
    std::set<std::string> slugs;
    for (int i = 0; i < 40; ++i) {
        const auto iri = "https://one.example/fiches/" + std::to_string(i);
        REQUIRE(take(node, card(iri, "https://one.example/@a", "Eusko")));
        slugs.insert(card_of(node, iri)->slug);
    }
    CHECK(slugs.size() == 40);
    CHECK(slugs.contains("eusko-19"));
    CHECK_FALSE(slugs.contains("eusko-30"));
}

TEST_CASE("who says much hides nobody from those who decide") {
    WholeNode node;
    for (int i = 0; i < 120; ++i)
        REQUIRE(take(node, card("https://loud.example/fiches/" + std::to_string(i),
                                "https://loud.example/@a", "AAA " + std::to_string(i))));
    REQUIRE(take(node, card("https://quiet.example/fiches/1", "https://quiet.example/@b", "Zut")));
    auto reader = node.services().database.read();
    const auto pending = CardStore(*reader).pending(100);
    CHECK(pending.size() == 100);
    CHECK(std::ranges::count(pending, "https://quiet.example/@b", &directory::Card::said_by) == 1);
    CHECK(std::ranges::count(pending, "", &directory::Card::said_by) == 0);  // a file asks nothing
}

TEST_CASE("a term of a future version survives being received, edited, exported and sent on") {
    WholeNode node;
    const json future = {{"mascot", {{"species", "crab"}, {"legs", 10}}}, {"place", {{"hill", 3}}}};
    auto theirs =
        card("https://other.example/fiches/association", "https://other.example/@a", "Autre");
    theirs["method"] = "self";
    theirs["place"] = {{"country", "FR"}};
    theirs.merge_patch(future);
    REQUIRE(take(node, theirs));
    const auto read = body_of(get(node, "/api/v1/fiches/" + card_of(node, theirs["id"])->slug));
    CHECK(read["mascot"] == future["mascot"]);
    CHECK(read["claims"][0]["initiative"]["place"]["hill"] == 3);
    CHECK(get(node, "/reseau/annuaire.jsonld").find("\"legs\":10") != std::string::npos);
    CHECK(body_of(get(node, "/fiches?avant=0", "anonymous",
                      "application/activity+json"))["orderedItems"][0] ==
          theirs);  // to the letter: it is signed

    json ours = {
        {"name", "La Noisette"}, {"kind", "localCurrency"}, {"place", {{"country", "FR"}}}};
    ours.merge_patch(future);
    REQUIRE(directory::say_own_card(node.services(), ours));
    REQUIRE(node.ask(visitor(node, "manager"), "POST", "/gestion/annuaire/fiche", kHtml,
                     "name=La+Noix&kind=localCurrency&place-country=FR&place-town=Foix")
                .starts_with("303"));
    const auto said =
        body_of(get(node, "/fiches/association", "anonymous", "application/activity+json"));
    CHECK(said["name"] == "La Noix");
    CHECK(said["mascot"] == future["mascot"]);
    CHECK(said["place"] == json{{"country", "FR"}, {"town", "Foix"}, {"hill", 3}});
}

TEST_CASE(
    "the link of the reminder dates the own card for thirteen months, and a new one voids it") {
    WholeNode node;
    REQUIRE(directory::say_own_card(node.services(), {{"name", "La Noisette"}, {"kind", "sel"}}));
    const auto link = [&] {
        const auto page =
            node.ask(visitor(node, "manager"), "POST", "/gestion/annuaire/lien", kHtml);
        const auto at = page.find("/annuaire/confirmer/");
        return page.substr(at, page.find('<', at) - at);
    };
    const auto confirmed = [&] { return card_of(node, kBase + "/fiches/association")->said_at; };
    CHECK(node.ask(visitor(node, "writer"), "POST", "/gestion/annuaire/lien", kHtml).substr(0, 3) ==
          "403");
    const auto first = link();
    const auto press = [&](const std::string& target) {
        return node.ask(visitor(node, "anonymous"), "POST", target, kHtml).substr(0, 3);
    };
    node.clock.advance(std::chrono::hours(24 * 20));  // who manages is still signed in
    CHECK(get(node, first).starts_with("200"));       // looking changes nothing
    const auto before = confirmed();
    CHECK(press(first) == "200");
    CHECK(confirmed() == node.clock.now());
    CHECK(confirmed() > before);
    CHECK(press(first + "x") == "404");
    const auto second = link();
    CHECK(press(first) == "404");
    CHECK(press(second) == "200");
    node.clock.advance(std::chrono::hours(24 * 400));
    CHECK(press(second) == "404");
}
