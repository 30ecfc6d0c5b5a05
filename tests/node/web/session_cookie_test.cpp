#include "node/web/session_cookie.h"

#include <doctest/doctest.h>

#include <string>

using namespace essaim;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("over https the cookie is bound to the host and to TLS") {
    const web::CookieJar jar("https://node.example");
    const auto cookie = jar.set("session", "token", 60);
    CHECK(cookie.starts_with("__Host-session=token;"));
    for (const auto* part :
         {"; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=60", "; Secure"}) {
        CAPTURE(std::string(part));
        CHECK(has(cookie, part));
    }
    CHECK_FALSE(has(cookie, "Domain"));
    web::Request request;
    request.headers = {{"cookie", "session=tossed; __Host-session=token"}};
    CHECK(jar.read(request, "session") == "token");
    request.headers = {{"cookie", "session=tossed"}};
    CHECK(jar.read(request, "session").empty());
}

TEST_CASE("on this machine, without TLS, the name is plain") {
    const web::CookieJar jar("http://127.0.0.1:8470");
    const auto cookie = jar.set("session", "token", 60);
    CHECK(cookie.starts_with("session=token;"));
    CHECK(has(cookie, "; HttpOnly"));
    CHECK_FALSE(has(cookie, "Secure"));
}

TEST_CASE("clearing a cookie ends it under the same name") {
    const auto cookie = web::CookieJar("https://node.example").clear("session");
    CHECK(cookie.starts_with("__Host-session=;"));
    CHECK(has(cookie, "; Max-Age=0"));
}
