// The sums that studies have published (design/domain.md §1.5), given to a node as the answers
// they stand for: its page and its API tell them, with how many answered.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/directory/observation.h"
#include "node/directory/observation_inbox.h"
#include "node/directory/receiving.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using nlohmann::json;
using test::WholeNode;

namespace {

constexpr int kAnswers = 63;  // of the survey
constexpr int kBefore = 76;   // currencies in circulation at the end of 2018
constexpr int kAfter = 82;    // and at the end of 2019
constexpr int kOfBrittany = 12;

struct Published {
    const char* at;
    const char* region;  // "" for the whole
    const char* variable;
    double value;
    int reporting;
    int circulating;
    const char* french;
    const char* english;
};
constexpr Published kPublished[] = {
    {"2018-12-31", "", "individualMembers", 30'601, kAnswers, kBefore, "30 601", "30,601"},
    {"2018-12-31", "", "activeProfessionals", 8'302, kAnswers, kBefore, "8 302", "8,302"},
    {"2018-12-31", "", "circulatingUnits", 3'270'000, kAnswers, kBefore, "3 270 000 €",
     "3,270,000 €"},
    {"2019-12-31", "", "individualMembers", 34'871, kAnswers, kAfter, "34 871", "34,871"},
    {"2019-12-31", "", "activeProfessionals", 9'614, kAnswers, kAfter, "9 614", "9,614"},
    {"2019-12-31", "", "circulatingUnits", 4'400'000, kAnswers, kAfter, "4 400 000 €",
     "4,400,000 €"},
    {"2019-12-31", "", "communesCovered", 13'112, kAnswers, kAfter, "13 112", "13,112"},
    {"2020-12-31", "BRE", "individualMembers", 5'000, kOfBrittany, kOfBrittany, "5 000", "5,000"},
    {"2020-12-31", "BRE", "activeProfessionals", 1'000, kOfBrittany, kOfBrittany, "1 000", "1,000"},
    {"2020-12-31", "BRE", "circulatingUnits", 300'000, kOfBrittany, kOfBrittany, "300 000 €",
     "300,000 €"}};

json public_object(const char* type, const std::string& host, const std::string& path) {
    return {{"type", type},
            {"id", "https://" + host + path},
            {"attributedTo", "https://" + host + "/@a"},
            {"source", "enquête [2020]"},
            {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
}

json card(const std::string& host, const std::string& name, const char* kind) {
    auto document = public_object("Initiative", host, "/fiches/1");
    document.update({{"name", name},
                     {"kind", kind},
                     {"status", "circulating"},
                     {"method", "self"},
                     {"website", "https://" + host},
                     {"place", {{"country", "FR"}}},
                     {"updated", "2021-03-01T00:00:00Z"}});
    return document;
}

json figure(const std::string& host, const std::string& variable, const std::string& at,
            double value) {
    auto document = public_object("Observation", host, "/chiffres/" + variable + "-" + at);
    document.update({{"about", "https://" + host + "/fiches/1"},
                     {"variable", variable},
                     {"value", value},
                     {"unit", directory::unit_of(variable)},
                     {"asOf", at},
                     {"method", "counted"},
                     {"published", "2021-03-02T00:00:00Z"}});
    return document;
}

std::string host_of_currency(int number) { return "m" + std::to_string(number) + ".example"; }

Result<void> take_figure(WholeNode& node, storage::Connection& connection, const json& document) {
    TRY(directory::take_observation(node.services(), connection, document, "x.example", true));
    return {};
}

// Each on its own host; the last ones began in 2019, the first ones are in Brittany.
Result<void> take_currencies(WholeNode& node, storage::Connection& connection) {
    for (int i = 1; i <= kAfter; ++i) {
        const auto host = host_of_currency(i);
        auto document = card(host, "Monnaie " + std::to_string(i), "localCurrency");
        document["launchedOn"] = i > kBefore ? "2019-04" : "2015";
        document["place"]["departmentCode"] = i <= kOfBrittany ? "35" : "69";
        TRY(directory::take_claim(node.services(), connection, document, host, true));
    }
    return {};
}

// No two answers alike, and all of them together what was published.
Result<void> take_answers(WholeNode& node, storage::Connection& connection, const Published& one) {
    double left = one.value;
    const double share = std::floor(one.value / one.reporting / 2);
    for (int i = 1; i <= one.reporting; ++i) {
        const double value = i == one.reporting ? left : std::max(share - i, 1.0);
        TRY(take_figure(node, connection,
                        figure(host_of_currency(i), one.variable, one.at, value)));
        left -= value;
    }
    return {};
}

void fill(WholeNode& node) {
    REQUIRE(node.services().database.write([&](storage::Connection& connection) -> Result<void> {
        TRY(take_currencies(node, connection));
        for (const auto& one : kPublished) TRY(take_answers(node, connection, one));
        return {};
    }));
}

// With a space for every kind of space.
std::string get(WholeNode& node, const std::string& path, const std::string& query,
                const char* accept, const char* language) {
    web::Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    request.target = path + "?" + query;
    request.client = "192.0.2.1";
    request.headers = {
        {"host", "lanoisette.example"}, {"accept", accept}, {"accept-language", language}};
    const auto response = node.answer(request);
    REQUIRE(response.status == 200);
    auto text = response.shared_body ? *response.shared_body : response.body;
    for (const std::string_view space : {"\u00a0", "\u202f"})
        for (auto at = text.find(space); at != std::string::npos; at = text.find(space, at))
            text.replace(at, space.size(), " ");
    return text;
}

json sum(WholeNode& node, const std::string& query, const char* language = "fr") {
    return json::parse(get(node, "/api/v1/chiffres", query, "application/json", language));
}

std::string page(WholeNode& node, const std::string& query, const char* language = "fr") {
    return get(node, "/reseau/chiffres", query, "text/html", language);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string query_of(const Published& one) {
    return std::string("chiffre=") + one.variable + "&date=" + one.at + "&region=" + one.region;
}

std::string coverage(const Published& one, bool french) {
    const auto given = std::to_string(one.reporting);
    const auto all = std::to_string(one.circulating);
    const auto year = std::string(one.at).substr(0, 4);
    return french ? given + " monnaies sur " + all +
                        " en circulation ont donné ce chiffre pour le 31 décembre " + year +
                        " ou les 24 mois d’avant."
                  : given + " currencies of " + all +
                        " in circulation have given this figure for 31 December " + year +
                        " or the 24 months before.";
}

}  // namespace

TEST_CASE(
    "the published sums come out of the answers to their surveys, and say how many answered") {
    WholeNode node;
    fill(node);
    for (const auto& one : kPublished) {
        CAPTURE(one.at);
        CAPTURE(one.variable);
        const auto query = query_of(one);
        const auto told = sum(node, query);
        CHECK(told["value"] == one.value);
        CHECK(told["reporting"] == one.reporting);
        CHECK(told["circulating"] == one.circulating);
        CHECK(told["unknown"] == 0);
        CHECK(told["oldestAgeDays"] == 0);  // nobody's answer to another survey
        CHECK(told["coverage"] == coverage(one, true));
        CHECK(sum(node, query, "en")["coverage"] == coverage(one, false));
        // At the head of what was asked, and with its coverage under it.
        const auto french = page(node, query);
        CHECK(has(french, std::string(" : ") + one.french + "</h2><p>" + coverage(one, true)));
        const auto english = page(node, query, "en");
        CHECK(has(english, std::string(one.english) + "</h2><p>" + coverage(one, false)));
    }
    // One page has the sums of the year side by side.
    const auto all = page(node, "date=2019-12-31");
    for (const auto* value : {"34 871", "9 614", "4 400 000 €"})
        CHECK(has(all, std::string("<b>") + value + "</b>"));
}

TEST_CASE("what a network has published itself is listed beside the sum and not added to it") {
    WholeNode node;
    const std::string query = "chiffre=individualMembers&date=2019-12-31";
    REQUIRE(node.services().database.write([&](storage::Connection& connection) -> Result<void> {
        TRY(take_currencies(node, connection));
        TRY(take_answers(node, connection, kPublished[3]));
        return {};
    }));
    CHECK_FALSE(has(page(node, query), "Des totaux publiés par d’autres"));
    const std::pair<const char*, double> published[] = {{"network", 34'871}, {"partner", 41'234}};
    for (const auto& [kind, value] : published) {
        const std::string host = std::string(kind) + ".example";
        REQUIRE(
            node.services().database.write([&](storage::Connection& connection) -> Result<void> {
                TRY(directory::take_claim(node.services(), connection,
                                          card(host, std::string("Les amis ") + kind, kind), host,
                                          true));
                return take_figure(node, connection,
                                   figure(host, "individualMembers", "2019-12-31", value));
            }));
    }
    const auto told = sum(node, query);
    CHECK(told["value"] == 34'871);
    CHECK(told["reporting"] == kAnswers);
    CHECK(told["circulating"] == kAfter);
    const auto french = page(node, query);
    const auto from = french.find("Des totaux publiés par d’autres");
    REQUIRE(from != std::string::npos);
    const auto listed = french.substr(from, french.find("</section>", from) - from);
    for (const auto* part : {"Les amis network", "34 871", "Les amis partner", "41 234",
                             "enquête [2020]", "31 décembre 2019", "Elles ne s’ajoutent à rien"})
        CHECK(has(listed, part));
    CHECK_FALSE(has(listed, "Monnaie "));
    CHECK(has(page(node, query, "en"), "Totals published by others"));
}
