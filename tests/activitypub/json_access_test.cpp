#include "activitypub/json_access.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace activitypub;
using nlohmann::json;

TEST_CASE("no access to any shape throws, and the wrong type reads as nothing") {
    for (const auto* shape : {"null", "1", "-1", "1.5", "true", "\"s\"", "[]", "[1]", "[[\"x\"]]",
                              "{}", "{\"id\":1}", "{\"id\":null}", "[{\"id\":{}}]"}) {
        const json root = json::parse(shape);
        const json j = {{"p", root}};
        CAPTURE(shape);
        for (const json* where : {&root, &j}) {
            CHECK(text(*where, "q").empty());
            CHECK(member(*where, "q") == nullptr);
            CHECK(link(*where, "p").empty());
            CHECK_FALSE(date(*where, "p").has_value());
            CHECK_NOTHROW((void)list(*where, "p"));
            CHECK_NOTHROW((void)values(*where, "p"));
            CHECK_NOTHROW((void)number(*where, "p"));
            CHECK_NOTHROW((void)boolean(*where, "p"));
            CHECK_NOTHROW((void)object(*where, "p"));
            CHECK_NOTHROW((void)text_or_id(*where, "p"));
        }
    }
}

TEST_CASE("one or many, string or object, all read the same") {
    const json j = json::parse(R"({"a":"x","b":["x"],"c":{"id":"x"},"d":[{"id":"x"},"y",1,null],
        "e":null,"f":[]})");
    for (const auto* name : {"a", "b", "c", "d"}) CHECK(text_or_id(j, name) == "x");
    CHECK(text_or_id(j, "e").empty());
    CHECK(text_or_id(j, "f").empty());
    CHECK(list(j, "a") == std::vector<std::string>{"x"});
    CHECK(list(j, "d") == std::vector<std::string>{"x", "y"});
    CHECK(values(j, "d").size() == 4);
    CHECK(values(j, "e").empty());
}

TEST_CASE("numbers are whole and in range, or absent") {
    const json j = json::parse(R"({"a":3,"b":3.0,"c":3.5,"d":"3","e":18446744073709551615,
        "f":-2,"g":1e300})");
    CHECK(number(j, "a") == 3);
    CHECK(number(j, "b") == 3);
    CHECK(number(j, "f") == -2);
    for (const auto* name : {"c", "d", "e", "g", "h"}) CHECK_FALSE(number(j, name).has_value());
}

TEST_CASE("a link is http or https, and the page is preferred") {
    const json j = json::parse(R"json({
        "a":"https://h.example/x","b":"javascript:alert(1)","c":{"href":"https://h.example/x"},
        "d":{"type":"Image","url":"https://h.example/x"},
        "e":[{"href":"https://h.example/v.mp4","mediaType":"video/mp4"},
             {"href":"https://h.example/x","mediaType":"text/html"}],
        "f":["data:x","https://h.example/x"],"g":{"url":{"href":"https://h.example/x"}}})json");
    for (const auto* name : {"a", "c", "d", "e", "f", "g"}) {
        CAPTURE(name);
        CHECK(link(j, name) == "https://h.example/x");
    }
    CHECK(link(j, "b").empty());
}

TEST_CASE("text is shortened between two characters") {
    CHECK(shortened("été", 5) == "été");
    CHECK(shortened("été", 4) == "ét");
    CHECK(shortened("été", 3) == "ét");
    CHECK(shortened("été", 1).empty());
}
