#include "node/directory/initiative_csv.h"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

using namespace essaim::directory;
using nlohmann::json;

namespace {

const std::string kHeader =
    "name,association,kind,status,launched,place,departement_code,country,lat,lon,website,source\n";
const std::string kGoodRow =
    "Eusko,Euskal Moneta,localCurrency,circulating,2013-01,Bayonne,64,FR,43.493,-1.475,"
    "https://www.euskalmoneta.org,euskalmoneta.org [2023]\n";

std::string shipped_file() {
    std::ifstream file(ESSAIM_SOURCE_DIR "/node/directory/initiatives.csv", std::ios::binary);
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("the directory that ships loads whole: 169 rows and no problem") {
    const auto loaded = read_initiatives(shipped_file());
    for (const auto& problem : loaded.problems) {
        MESSAGE("line " << problem.line << ": " << problem.fault.sentence);
    }
    CHECK(loaded.problems.empty());
    CHECK(loaded.rows.size() == 169);
}

TEST_CASE("every shipped row that is on the map has both coordinates and says its source") {
    for (const auto& row : read_initiatives(shipped_file()).rows) {
        const auto& one = row.initiative;
        CAPTURE(one.name);
        CHECK(one.latitude.has_value() == one.longitude.has_value());
        CHECK_FALSE(one.source.empty());
    }
}

TEST_CASE("a row gives each column to its field") {
    const auto loaded = read_initiatives(kHeader + kGoodRow);
    REQUIRE(loaded.problems.empty());
    REQUIRE(loaded.rows.size() == 1);
    const auto& one = loaded.rows.front().initiative;
    CHECK(one.name == "Eusko");
    CHECK(one.association == "Euskal Moneta");
    CHECK(one.kind == "localCurrency");
    CHECK(one.status == "circulating");
    CHECK(one.launched == "2013-01");
    CHECK(one.place == "Bayonne");
    CHECK(one.department == "64");
    CHECK(one.country == "FR");
    REQUIRE(one.latitude.has_value());
    CHECK(*one.latitude == doctest::Approx(43.493));
    REQUIRE(one.longitude.has_value());
    CHECK(*one.longitude == doctest::Approx(-1.475));
    CHECK(one.website == "https://www.euskalmoneta.org");
    CHECK(one.source == "euskalmoneta.org [2023]");
}

TEST_CASE("columns are found by name, in any order, behind commas or semicolons") {
    for (const auto* file :
         {"source,kind,name,unknown\nus [2024],sel,Le Sel,x\n",
          "\xEF\xBB\xBFsource;kind;name;unknown\r\nus [2024];sel;Le Sel;x\r\n"}) {
        const auto loaded = read_initiatives(file);
        REQUIRE(loaded.problems.empty());
        REQUIRE(loaded.rows.size() == 1);
        CHECK(loaded.rows.front().initiative.name == "Le Sel");
        CHECK(loaded.rows.front().initiative.kind == "sel");
        CHECK_FALSE(loaded.rows.front().initiative.latitude.has_value());
    }
}

TEST_CASE("a bad row is left out and named by its line; the others load") {
    struct Case {
        const char* row;
        const char* sentence;
    };
    static constexpr Case kCases[] = {
        {",A,sel,,,,,FR,,,,s [2024]", "Il manque le nom"},
        {"N,A,bank,,,,,FR,,,,s [2024]", "Cette nature"},
        {"N,A,sel,sleeping,,,,FR,,,,s [2024]", "Cet état"},
        {"N,A,sel,,spring 2010,,,FR,,,,s [2024]", "une date"},
        {"N,A,sel,,2010/01,,,FR,,,,s [2024]", "une date"},
        {"N,A,sel,,2010-13,,,FR,,,,s [2024]", "une date"},
        {"N,A,sel,,,,,FRA,,,,s [2024]", "deux lettres"},
        {"N,A,sel,,,Pau,,,,,,s [2024]", "le pays"},
        {"N,A,sel,,,,,FR,91,0,,s [2024]", "Terre"},
        {"N,A,sel,,,,,FR,0,-181,,s [2024]", "Terre"},
        {"N,A,sel,,,,,FR,4x,0,,s [2024]", "Terre"},
        {"N,A,sel,,,,,FR,4,,,s [2024]", "ou aucune"},
        {"N,A,sel,,,,,FR,,,javascript:alert(1),s [2024]", "https://"},
        {"N,A,sel,,,,,FR,,,,", "Il manque la source"},
        {"N,A,sel", "nombre de colonnes"},
    };
    for (const auto& one : kCases) {
        CAPTURE(one.row);
        const auto loaded = read_initiatives(kHeader + kGoodRow + one.row + "\n" + kGoodRow);
        CHECK(loaded.rows.size() == 2);
        REQUIRE(loaded.problems.size() == 1);
        CHECK(loaded.problems.front().line == 3);
        CHECK(loaded.problems.front().fault.sentence.find(one.sentence) != std::string_view::npos);
    }
}

TEST_CASE("an empty file holds nothing, a broken one is one problem") {
    CHECK(read_initiatives("").rows.empty());
    CHECK(read_initiatives(kHeader).rows.empty());
    const auto broken = read_initiatives(kHeader + "\"never closed");
    CHECK(broken.rows.empty());
    CHECK(broken.problems.size() == 1);
    CHECK(read_initiatives("nom,nature\nA,sel\n").problems.size() == 1);
}

TEST_CASE("what comes out as CSV goes in again without a change") {
    for (const auto kind : {CsvKind::Plain, CsvKind::Excel}) {
        const auto first = read_initiatives(shipped_file());
        auto file = csv_head(kind);
        for (const auto& row : first.rows)
            file += csv_line(kind, row.initiative, {"urn:x", "", "", false});
        const auto second = read_initiatives(file);
        CHECK(second.problems.empty());
        REQUIRE(second.rows.size() == first.rows.size());
        for (std::size_t i = 0; i < first.rows.size(); ++i) {
            CAPTURE(first.rows[i].initiative.name);
            CHECK(with_fields(json::object(), second.rows[i].initiative) ==
                  with_fields(json::object(), first.rows[i].initiative));
        }
    }
}

TEST_CASE("no cell of a CSV file is a formula, and the name comes back as it was") {
    for (const std::string name : {"=HYPERLINK(1)", "+33", "-2+3", "@SUM(1)"}) {
        Initiative one{.name = name, .kind = "sel", .source = "s [2024]"};
        const auto line = csv_line(CsvKind::Plain, one, {});
        CAPTURE(line);
        CHECK(line.find("\"" + name) == std::string::npos);
        const auto again = read_initiatives(csv_head(CsvKind::Plain) + line);
        REQUIRE(again.rows.size() == 1);
        CHECK(again.rows.front().initiative.name == name);
    }
}

TEST_CASE("a document keeps the terms that this node has never heard of") {
    const json said = {{"name", "Eusko"},
                       {"kind", "sel"},
                       {"mascot", "a crab"},
                       {"place", {{"country", "FR"}, {"hill", 3}}}};
    auto one = initiative_of(said);
    one.name = "L’Eusko";
    const auto again = with_fields(said, one);
    CHECK(again["mascot"] == "a crab");
    CHECK(again["place"]["hill"] == 3);
    CHECK(again["name"] == "L’Eusko");
}

TEST_CASE("a document from anywhere is refused for a reason, or taken") {
    const json good = {
        {"type", "Initiative"}, {"name", "N"}, {"kind", "sel"}, {"source", "s [2024]"}};
    CHECK_FALSE(refusal_of(good, 2026));
    struct Case {
        const char* term;
        json value;
        const char* why;
    };
    const std::vector<Case> cases = {{"launchedOn", "9999", "no year"},
                                     {"endedOn", "0001-01-01", "no year"},
                                     {"geo", {{"lat", 93}, {"lon", 0}}, "not valid"},
                                     {"geo", {{"lat", "43"}, {"lon", 0}}, "not valid"},
                                     {"kind", "bank", "not valid"},
                                     {"name", "", "not valid"},
                                     {"name", std::string(500, 'x'), "not valid"},
                                     {"website", "javascript:alert(1)", "not valid"},
                                     {"medium", json::array({"gold"}), "not valid"},
                                     {"unknown", std::string(40'000, 'x'), "too large"}};
    for (const auto& one : cases) {
        CAPTURE(one.term);
        auto document = good;
        document[one.term] = one.value;
        const auto why = refusal_of(document, 2026);
        REQUIRE(why);
        CHECK(why->find(one.why) != std::string::npos);
    }
}

TEST_CASE("names sort without their article, accents and capitals") {
    struct Case {
        const char* name;
        const char* sorted;
    };
    static constexpr Case kCases[] = {{"La Gonette", "gonette"},
                                      {"L’Abeille", "abeille"},
                                      {"Héol", "heol"},
                                      {"Les Blés", "bles"},
                                      {"Eusko", "eusko"}};
    for (const auto& one : kCases) {
        CAPTURE(one.name);
        CHECK(sorting_name({.name = one.name}) == one.sorted);
    }
}
