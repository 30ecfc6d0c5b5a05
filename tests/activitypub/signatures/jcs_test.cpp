// The vectors of RFC 8785: §3.2.2, §3.2.3 and appendix B.
#include "activitypub/signatures/jcs.h"

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

using activitypub::canonical_json;
using nlohmann::json;

TEST_CASE("the example of RFC 8785 becomes its canonical form") {
    const auto value = json::parse(R"({
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]})");
    CHECK(canonical_json(value) ==
          "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
          "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST_CASE("names are sorted by UTF-16 code units, not by bytes") {
    const auto value = json::parse(R"({"\u20ac":"Euro Sign","\r":"Carriage Return",
      "\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face",
      "\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})");
    const auto text = canonical_json(value);
    std::size_t last = 0;
    for (const char* next :
         {"Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"}) {
        CAPTURE(next);
        const auto at = text.find(next);
        REQUIRE(at != std::string::npos);
        CHECK(at > last);
        last = at;
    }
}

TEST_CASE("numbers are written as ECMAScript does (appendix B)") {
    const std::pair<std::uint64_t, const char*> rows[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"}};
    for (const auto& [bits, text] : rows) {
        CAPTURE(text);
        CHECK(canonical_json(json(std::bit_cast<double>(bits))) == text);
    }
}

TEST_CASE("integers, nesting and empty containers are written without spaces") {
    CHECK(canonical_json(json::parse(R"({ "b" : [ ] , "a" : { } , "c" : [ 1 , -2 , 0 ] })")) ==
          R"({"a":{},"b":[],"c":[1,-2,0]})");
    CHECK(canonical_json(json(std::int64_t{1772366400000})) == "1772366400000");
    CHECK(canonical_json(json(std::uint64_t{18446744073709551615U})) == "18446744073709552000");
    CHECK(canonical_json(json("\x7f\x01\b\t\f")) == "\"\x7f\\u0001\\b\\t\\f\"");
}

TEST_CASE("a number that JSON cannot hold becomes null") {
    CHECK(canonical_json(json(std::numeric_limits<double>::infinity())) == "null");
    CHECK(canonical_json(json(std::numeric_limits<double>::quiet_NaN())) == "null");
}
