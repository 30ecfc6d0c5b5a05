#include "node/web/router.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

using namespace essaim::web;

namespace {

Request asked(std::string method, std::string path) {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    return request;
}

// Answers with the pattern and what was found for its names.
Handler telling(std::string pattern) {
    return [pattern](const Request& request) {
        std::string text = pattern;
        for (const auto& [name, value] : request.parameters) text += "|" + name + "=" + value;
        return Response::text(200, text);
    };
}

Router site() {
    Router router;
    for (const auto* pattern : {"/", "/news", "/news/{slug}", "/news/new", "/@{name}",
                                "/@{name}/{id}", "/a/{x}/c", "/a/b/d"}) {
        router.get(pattern, telling(pattern));
    }
    router.post("/news", telling("post"));
    router.post("/news/draft", telling("draft"));
    router.get("/broken", [](const Request&) -> Response { throw std::runtime_error("secret"); });
    return router;
}

std::string allowed(const Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "Allow") return value;
    }
    return "";
}

}  // namespace

TEST_CASE("a path finds its handler, literal segments first") {
    struct Row {
        std::string method, path;
        int status;
        std::string body;
    };
    const Row rows[] = {
        {"GET", "/", 200, "/"},
        {"HEAD", "/", 200, "/"},
        {"GET", "/news", 200, "/news"},
        {"POST", "/news", 200, "post"},
        {"GET", "/news/new", 200, "/news/new"},
        {"GET", "/news/old", 200, "/news/{slug}|slug=old"},
        {"GET", "/news/draft", 200, "/news/{slug}|slug=draft"},  // the literal one is for POST only
        {"POST", "/news/draft", 200, "draft"},
        {"GET", "/a/b/c", 200, "/a/{x}/c|x=b"},  // goes back from /a/b
        {"GET", "/a/b/d", 200, "/a/b/d"},
        {"GET", "/@anna", 200, "/@{name}|name=anna"},
        {"GET", "/@anna/7", 200, "/@{name}/{id}|id=7|name=anna"},
        {"GET", "/news/%C3%A9t%C3%A9", 200, "/news/{slug}|slug=été"},
        {"GET", "/news/a%zz", 200, "/news/{slug}|slug=a%zz"},
        {"GET", "/%6Eews", 404, ""},  // literal segments have one spelling
        {"GET", "/news/", 404, ""},
        {"GET", "//", 404, ""},
        {"GET", "/News", 404, ""},
        {"GET", "/@", 404, ""},
        {"GET", "/@{", 200, "/@{name}|name={"},
        {"GET", "/@{/7", 200, "/@{name}/{id}|id=7|name={"},
        {"GET", "/news/a%2Fb", 404, ""},
        {"GET", "/news/..", 404, ""},
        {"GET", "/news/%2e%2E", 404, ""},
        {"GET", "/news/a%00", 404, ""},
        {"GET", "/absent", 404, ""},
    };
    const auto router = site();
    for (const auto& row : rows) {
        CAPTURE(row.path);
        auto request = asked(row.method, row.path);
        const auto response = router.route(request);
        CHECK(response.status == row.status);
        if (row.status == 200) CHECK(response.body == row.body);
    }
}

TEST_CASE("only a wrong method is 405, and says what would be right") {
    const auto router = site();
    auto request = asked("DELETE", "/news");
    auto response = router.route(request);
    CHECK(response.status == 405);
    CHECK(allowed(response) == "GET, HEAD, POST");
    request = asked("POST", "/@anna");
    response = router.route(request);
    CHECK(response.status == 405);
    CHECK(allowed(response) == "GET, HEAD");
}

TEST_CASE("problems are shown on the site's own page, even when that page fails") {
    auto router = site();
    router.on_problem([](const Request& request, int status) {
        return Response::text(status, "page of " + request.path);
    });
    for (const auto& [path, status] :
         {std::pair<std::string, int>{"/absent", 404}, {"/broken", 500}}) {
        auto request = asked("GET", path);
        const auto response = router.route(request);
        CHECK(response.status == status);
        CHECK(response.body == "page of " + path);
    }
    router.on_problem([](const Request&, int) -> Response { throw std::runtime_error("secret"); });
    for (const auto* path : {"/absent", "/broken"}) {
        auto request = asked("GET", path);
        const auto response = router.route(request);
        CHECK(response.status == 500);
        CHECK(response.body.find("secret") == std::string::npos);
    }
}

TEST_CASE("a path of very many segments is not found, soon") {
    Router router;
    router.get("/{a}/{b}/{c}", telling("three"));
    std::string path;
    for (int i = 0; i < 4000; ++i) path += "/x";
    auto request = asked("GET", path);
    CHECK(router.route(request).status == 404);
}
