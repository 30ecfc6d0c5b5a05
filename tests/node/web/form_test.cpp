#include "node/web/form.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace essaim;

namespace {

constexpr const char* kOrigin = "https://node.example";

bool accepted(std::vector<std::pair<std::string, std::string>> headers, const std::string& token,
              const std::string& cookie = "session") {
    web::Request request;
    request.method = "POST";
    request.headers = std::move(headers);
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = "title=x" + (token.empty() ? "" : "&csrf=" + token);
    const auto verdict = web::check_form(request, cookie, kOrigin);
    if (!verdict) CHECK(verdict.error().fault == Fault::Forbidden);
    return verdict.has_value();
}

}  // namespace

TEST_CASE("a form is believed with its session's token only") {
    const auto token = web::form_token("session");
    CHECK(token.find("session") == std::string::npos);
    CHECK(accepted({}, token));
    CHECK_FALSE(accepted({}, ""));
    CHECK_FALSE(accepted({}, web::form_token("another")));
    CHECK_FALSE(accepted({}, token.substr(1)));
    CHECK_FALSE(accepted({}, web::form_token(""), ""));  // nobody is signed in
}

TEST_CASE("a form from another site is refused even with the token") {
    struct Row {
        std::string header, value;
        bool accepted;
    };
    const Row rows[] = {
        {"origin", kOrigin, true},
        {"origin", "https://evil.example", false},
        {"origin", "http://node.example", false},
        {"origin", "https://node.example.evil.example", false},
        {"origin", "null", false},
        {"sec-fetch-site", "same-origin", true},
        {"sec-fetch-site", "none", true},
        {"sec-fetch-site", "same-site", false},
        {"sec-fetch-site", "cross-site", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value);
        CHECK(accepted({{row.header, row.value}}, web::form_token("session")) == row.accepted);
    }
}
