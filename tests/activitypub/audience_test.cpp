#include "activitypub/audience.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/vocabulary/terms.h"

using namespace activitypub;
using nlohmann::json;

TEST_CASE("visibility follows from where Public and the followers stand") {
    const std::string all(kPublic);
    const std::string fans = "https://a.example/u/miel/followers";
    const std::string bob = "https://b.example/u/bob";
    struct Row {
        std::vector<std::string> to, cc;
        Visibility expected;
    };
    const Row table[] = {
        {{all}, {fans}, Visibility::Public},       {{"as:Public"}, {}, Visibility::Public},
        {{bob, "Public"}, {}, Visibility::Public}, {{fans}, {all}, Visibility::Unlisted},
        {{fans}, {bob}, Visibility::Followers},    {{bob}, {fans}, Visibility::Followers},
        {{bob}, {}, Visibility::Direct},           {{}, {}, Visibility::Direct},
    };
    for (const auto& row : table) {
        CHECK(visibility_of(row.to, row.cc) == row.expected);
        CHECK(visibility_of(row.to, row.cc, fans) == row.expected);
    }
    // Somebody else's followers are not those of the author.
    CHECK(visibility_of({"https://evil.example/followers"}, {}, fans) == Visibility::Direct);
    CHECK(visibility_of({"https://a.example/f/7"}, {}, "https://a.example/f/7") ==
          Visibility::Followers);
}

TEST_CASE("blind copies leave the document, embedded ones too") {
    json j = json::parse(R"({"to":["x"],"bto":["y"],"object":{"bcc":"z","cc":["w"],
        "tag":[{"bto":"v"}]}})");
    strip_private(j);
    CHECK(j == json::parse(R"({"to":["x"],"object":{"cc":["w"],"tag":[{}]}})"));
}

TEST_CASE("recipients are listed once, without Public, with blind copies") {
    const json j = json::parse(R"({"to":["as:Public","https://b.example/u/bob"],
        "cc":"https://a.example/f","bcc":[{"id":"https://c.example/u/c"}],
        "audience":"https://b.example/u/bob"})");
    CHECK(recipients(j) == std::vector<std::string>{"https://b.example/u/bob",
                                                    "https://a.example/f",
                                                    "https://c.example/u/c"});
}
