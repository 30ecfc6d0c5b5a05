#include "node/directory/initiative.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using essaim::directory::read_initiatives;

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
        MESSAGE("line " << problem.line << ": " << problem.message);
    }
    CHECK(loaded.problems.empty());
    CHECK(loaded.initiatives.size() == 169);
}

TEST_CASE("every shipped row that is on the map has both coordinates and says its source") {
    for (const auto& one : read_initiatives(shipped_file()).initiatives) {
        CAPTURE(one.name);
        CHECK(one.latitude.has_value() == one.longitude.has_value());
        CHECK_FALSE(one.source.empty());
    }
}

TEST_CASE("a row gives each column to its field") {
    const auto loaded = read_initiatives(kHeader + kGoodRow);
    REQUIRE(loaded.problems.empty());
    REQUIRE(loaded.initiatives.size() == 1);
    const auto& one = loaded.initiatives.front();
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

TEST_CASE("columns are found by name, in any order") {
    const auto loaded = read_initiatives("source,kind,name\nus [2024],sel,Le Sel\n");
    REQUIRE(loaded.problems.empty());
    REQUIRE(loaded.initiatives.size() == 1);
    CHECK(loaded.initiatives.front().name == "Le Sel");
    CHECK(loaded.initiatives.front().kind == "sel");
    CHECK_FALSE(loaded.initiatives.front().latitude.has_value());
}

TEST_CASE("a bad row is left out and named by its line; the others load") {
    struct Case {
        const char* row;
        const char* message;
    };
    static constexpr Case kCases[] = {
        {",A,sel,,,,,FR,,,,s [2024]", "name is missing"},
        {"N,A,bank,,,,,FR,,,,s [2024]", "unknown kind"},
        {"N,A,sel,sleeping,,,,FR,,,,s [2024]", "unknown status"},
        {"N,A,sel,,spring 2010,,,FR,,,,s [2024]", "no date"},
        {"N,A,sel,,2010/01,,,FR,,,,s [2024]", "no date"},
        {"N,A,sel,,,,,FRA,,,,s [2024]", "two-letter code"},
        {"N,A,sel,,,,,FR,91,0,,s [2024]", "globe"},
        {"N,A,sel,,,,,FR,0,-181,,s [2024]", "globe"},
        {"N,A,sel,,,,,FR,4x,0,,s [2024]", "globe"},
        {"N,A,sel,,,,,FR,,,javascript:alert(1),s [2024]", "web address"},
        {"N,A,sel,,,,,FR,,,,", "source is missing"},
        {"N,A,sel", "fields instead of 12"},
    };
    for (const auto& one : kCases) {
        CAPTURE(one.row);
        const auto loaded = read_initiatives(kHeader + kGoodRow + one.row + "\n" + kGoodRow);
        CHECK(loaded.initiatives.size() == 2);
        REQUIRE(loaded.problems.size() == 1);
        CHECK(loaded.problems.front().line == 3);
        CHECK(loaded.problems.front().message.find(one.message) != std::string::npos);
    }
}

TEST_CASE("an empty file holds nothing, a broken one is one problem") {
    CHECK(read_initiatives("").initiatives.empty());
    CHECK(read_initiatives(kHeader).initiatives.empty());
    const auto broken = read_initiatives(kHeader + "\"never closed");
    CHECK(broken.initiatives.empty());
    CHECK(broken.problems.size() == 1);
}
