#include "node/web/negotiation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace essaim::web;

namespace {

Request asking(std::string method, std::vector<std::string> tags) {
    Request request;
    request.method = std::move(method);
    for (auto& tag : tags) request.headers.emplace_back("if-none-match", std::move(tag));
    return request;
}

}  // namespace

TEST_CASE("If-None-Match is compared weakly, in lists and with a star") {
    struct Row {
        std::vector<std::string> tags;
        bool current;
    };
    const Row rows[] = {
        {{}, false},
        {{"\"a\""}, true},
        {{"W/\"a\""}, true},
        {{"\"b\""}, false},
        {{"\"b\", \"a\""}, true},
        {{"*"}, true},
        {{""}, false},
        {{"a"}, false},
        {{"\"b\"", "\"a\""}, true},
        {{"\"a"}, false},
        {{"\"b\",W/\"a\" "}, true},
        {{","}, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.tags);
        CHECK(has_current(asking("GET", row.tags), "\"a\"") == row.current);
    }
}

TEST_CASE("an unchanged page comes back as 304 with its headers and nothing else") {
    const auto first = conditional(asking("GET", {}), Response::html(200, "<p>"));
    CHECK(first.status == 200);
    CHECK(first.body == "<p>");
    CHECK(first.headers.back().first == "ETag");
    const auto tag = first.headers.back().second;
    CHECK(tag == etag_of("<p>"));
    CHECK(tag != etag_of("<p> "));
    for (const auto* method : {"GET", "HEAD"}) {
        const auto again =
            conditional(asking(method, {tag}), Response::html(200, "<p>").with("Vary", "Accept"));
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        REQUIRE(again.headers.size() == 2);
        CHECK(again.headers[0].first == "Vary");
        CHECK(again.headers[1].second == tag);
    }
    CHECK(conditional(asking("GET", {tag}), Response::html(200, "<b>")).status == 200);
}

TEST_CASE("only a 200 to GET or HEAD is conditional, and a given tag is kept") {
    const auto star = std::vector<std::string>{"*"};
    CHECK(conditional(asking("POST", star), Response::text(200, "x")).status == 200);
    CHECK(conditional(asking("GET", star), Response::text(404, "x")).status == 404);
    CHECK(conditional(asking("GET", star), Response::text(404, "x")).headers.size() == 1);
    const auto own =
        conditional(asking("GET", {"\"v1\""}), Response::text(200, "x").with("etag", "\"v1\""));
    CHECK(own.status == 304);
    CHECK(own.headers.size() == 1);
}
