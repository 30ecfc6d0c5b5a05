#include "node/web/csv.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace essaim;

TEST_CASE("rows are read with their fields and the line they begin on") {
    const auto rows = web::read_csv(
        "\xEF\xBB\xBF"
        "a,\"b,\"\"c\"\"\n2\"\r\n\"\",x\n,");
    REQUIRE(rows);
    REQUIRE(rows->size() == 3);
    CHECK((*rows)[0].fields == std::vector<std::string>{"a", "b,\"c\"\n2"});
    CHECK((*rows)[0].line == 1);
    CHECK((*rows)[1].fields == std::vector<std::string>{"", "x"});
    CHECK((*rows)[1].line == 3);
    CHECK((*rows)[2].fields == std::vector<std::string>{"", ""});
    CHECK((*rows)[2].line == 4);
    CHECK(web::read_csv("")->empty());
}

TEST_CASE("what is no CSV is malformed, and says where") {
    for (const std::string text : {"a\n\"b", "a\n\"b\"c", "a\n\"b\" ,c"}) {
        CAPTURE(text);
        const auto rows = web::read_csv(text);
        REQUIRE_FALSE(rows);
        CHECK(rows.error().fault == Fault::Malformed);
        CHECK(rows.error().detail.find("line 2") != std::string::npos);
    }
    CHECK_FALSE(web::read_csv("a\xFF"));
}

TEST_CASE("no cell that is written is a formula, and every cell is read back") {
    for (const std::string start : {"=", "+", "-", "@", "\t", "\r"}) {
        CHECK(web::csv_row({start + "HYPERLINK(1)"}) == "\"'" + start + "HYPERLINK(1)\"\r\n");
    }
    const std::vector<std::string> cells = {"", "a", "b,c", "d\"e", "f\r\ng", "Été"};
    const auto rows = web::read_csv(web::csv_row(cells) + web::csv_row({"x", "y"}));
    REQUIRE(rows);
    REQUIRE(rows->size() == 2);
    CHECK((*rows)[0].fields == cells);
}
