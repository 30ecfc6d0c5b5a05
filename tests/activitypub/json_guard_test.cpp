#include "activitypub/json_guard.h"

#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

using namespace activitypub;
using nlohmann::json;

namespace {
std::string nested(std::size_t depth) {
    // The root object counts as one level.
    return "{\"x\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}
std::string array_of(std::size_t size) {
    std::string out = "{\"x\":[0";
    for (std::size_t i = 1; i < size; ++i) out += ",0";
    return out + "]}";
}
}  // namespace

TEST_CASE("a document that keeps the limits is read as nlohmann reads it") {
    for (const std::string& good :
         {std::string("{}"),
          std::string(" {\"a\": [1, -2, 3.5e3, true, null, {\"b\": \"é\\u00e9\"}]}\n"),
          std::string("{\"a\":{\"b\":1},\"b\":{\"b\":2},\"c\":[[],[{}]]}"),
          std::string("{\"emoji\":\"\\ud83d\\udc1d\"}"),
          std::string("{\"n\":[18446744073709551615,-9223372036854775808,0,-0,0.1,1e-7,-1.0]}"),
          nested(64), array_of(10'000), "{\"a\":\"" + std::string(100'000, 'x') + "\"}"}) {
        CAPTURE(good.substr(0, 80));
        const auto document = parse_document(good);
        REQUIRE(document.has_value());
        CHECK(*document == json::parse(good));
    }
}

TEST_CASE("a document that could hurt us is refused") {
    std::string members = "{\"0\":0";
    for (int i = 1; i <= 10'000; ++i) members += ",\"" + std::to_string(i) + "\":0";
    members += "}";
    for (const std::string& bad : {std::string(),
                                   std::string("null"),
                                   std::string("[]"),
                                   std::string("\"x\""),
                                   std::string("1"),
                                   std::string("{"),
                                   std::string("{\"a\":1}x"),
                                   std::string("{}{}"),
                                   std::string("{\"a\":1,}"),
                                   std::string("{'a':1}"),
                                   std::string("{\"a\":1 /* c */}"),
                                   std::string("{\"a\":1,\"a\":2}"),
                                   std::string("{\"x\":{\"a\":1,\"\\u0061\":2}}"),
                                   std::string("{\"a\":1e400}"),
                                   std::string("{\"a\":-1e400}"),
                                   std::string("{\"a\":NaN}"),
                                   std::string("{\"a\":18446744073709551616}"),
                                   std::string("{\"a\":01}"),
                                   std::string("{\"a\":\"\\u0000\"}"),
                                   std::string("{\"\\u0000\":1}"),
                                   std::string("{}\0x", 4),
                                   std::string("{\"a\":\"\xff\"}"),
                                   std::string("{\"a\":\"\xc0\xaf\"}"),
                                   std::string("{\"a\":\"\xed\xa0\x80\"}"),
                                   std::string("{\"a\":\"\\ud800\"}"),
                                   std::string("{\"a\":\"\n\"}"),
                                   nested(65),
                                   nested(200'000),
                                   array_of(10'001),
                                   members,
                                   "{\"a\":\"" + std::string(std::size_t{1} << 20, 'x') + "\"}"}) {
        CAPTURE(bad.substr(0, 80));
        const auto document = parse_document(bad);
        REQUIRE_FALSE(document.has_value());
        CHECK(document.error().fault == Fault::Malformed);
    }
}

TEST_CASE("the worst document of the largest size is read or refused in time") {
    std::string wide = "{\"x\":[";
    while (wide.size() < 1'000'000) {
        wide += "[";
        for (int i = 0; i < 9'000; ++i) wide += "0,";
        wide += "0],";
    }
    wide += "0]}";
    const auto start = std::chrono::steady_clock::now();
    CHECK(parse_document(wide).has_value());
    // Generous: sanitizers, a loaded machine. Quadratic would take minutes.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("the limits can be narrower") {
    CHECK_FALSE(parse_document("{\"a\":[1,2,3]}", {.bytes = 100, .depth = 9, .elements = 2}));
    CHECK_FALSE(parse_document("{\"a\":[[1]]}", {.bytes = 100, .depth = 2, .elements = 9}));
    CHECK_FALSE(parse_document("{\"a\":[[1]]}", {.bytes = 5, .depth = 9, .elements = 9}));
    CHECK(parse_document("{\"a\":[[1]]}", {.bytes = 11, .depth = 3, .elements = 1}));
}
