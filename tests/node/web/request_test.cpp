#include "node/web/request.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace essaim::web;

TEST_CASE("a value of the query is decoded, whatever it holds") {
    struct Row {
        std::string query, name;
        std::optional<std::string> value;
    };
    const Row rows[] = {
        {"x=b=c", "x", "b=c"},
        {"x=YQ==", "x", "YQ=="},
        {"u=https://x/?y=1", "u", "https://x/?y=1"},
        {"a=1&b=2&a=3", "a", "1"},
        {"a=l%27%C3%A9t%C3%A9+ici%2B", "a", "l'été ici+"},
        {"a%5B%5D=1", "a[]", "1"},
        {"a", "a", ""},
        {"a=", "a", ""},
        {"=1&b=2", "b", "2"},
        {"ab=1", "a", std::nullopt},
        {"", "a", std::nullopt},
        {"a=%zz%4", "a", "%zz%4"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.query);
        Request request;
        request.query = row.query;
        CHECK(request.query_value(row.name) == row.value);
    }
}

TEST_CASE("a form is read only from a body that says it is one") {
    Request request;
    request.body = "name=La+Noisette";
    CHECK_FALSE(request.form_value("name").has_value());
    request.headers = {{"content-type", "text/plain"}};
    CHECK_FALSE(request.form_value("name").has_value());
    request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
    CHECK(request.form_value("name") == "La Noisette");
    CHECK_FALSE(request.form_value("other").has_value());
}

TEST_CASE("a cookie is found among others by its whole name") {
    Request request;
    request.headers = {{"cookie", "session2=no; session=a=b;x=1"}, {"cookie", "y=2"}};
    CHECK(request.cookie("session") == "a=b");
    CHECK(request.cookie("x") == "1");
    CHECK(request.cookie("y") == "2");
    CHECK_FALSE(request.cookie("ession").has_value());
    CHECK_FALSE(request.cookie("Session").has_value());
}

TEST_CASE("a header is its first value; a parameter that is absent is empty") {
    Request request;
    request.headers = {{"x", "1"}, {"x", "2"}};
    request.parameters = {{"slug", "a"}};
    CHECK(request.header("x") == "1");
    CHECK_FALSE(request.header("y").has_value());
    CHECK(request.parameter("slug") == "a");
    CHECK(request.parameter("id").empty());
}
