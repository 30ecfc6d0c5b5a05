#include "activitypub/shorten.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

using activitypub::shorten;
using nlohmann::json;

namespace {

json create_with(const std::string& text) {
    return {{"id", "https://nous.example/o/1#create"},
            {"type", "Create"},
            {"actor", "https://nous.example/@nous"},
            {"object",
             {{"id", "https://nous.example/o/1"},
              {"type", "Article"},
              {"content", text},
              {"contentMap", {{"fr", text}}},
              {"source", {{"content", text}, {"mediaType", "text/markdown"}}}}}};
}

}  // namespace

TEST_CASE("case 46: a long activity loses copies of its text, and at last names its object only") {
    const auto object_of = [](std::size_t letters) {
        auto activity = create_with(std::string(letters, 'x'));
        shorten(activity, 10'000);
        CHECK(activity.dump().size() <= 10'000);
        CHECK(activity["id"] == "https://nous.example/o/1#create");
        return activity["object"];
    };
    CHECK(object_of(3'000) == create_with(std::string(3'000, 'x'))["object"]);
    const auto without_source = object_of(4'000);
    CHECK_FALSE(without_source.contains("source"));
    CHECK(without_source.contains("contentMap"));
    const auto content_only = object_of(8'000);
    CHECK_FALSE(content_only.contains("contentMap"));
    CHECK(content_only["content"] == std::string(8'000, 'x'));
    CHECK(object_of(12'000) == "https://nous.example/o/1");
}

TEST_CASE("what cannot be shortened stays as it is") {
    for (auto activity :
         {json{{"type", "Like"}, {"object", std::string(200, 'x')}}, json{{"type", "Like"}},
          json{{"type", "Create"}, {"object", {{"content", std::string(200, 'x')}}}}}) {
        const auto before = activity;
        shorten(activity, 100);
        CHECK(activity == before);
    }
}
