#include "tests/support/fake_internet.h"

#include <doctest/doctest.h>

using essaim::Fault;
using essaim::net::HttpRequest;
using essaim::test::FakeInternet;

TEST_CASE("the fake Internet answers what it was told and records who asked") {
    FakeInternet net;
    net.answer("https://a.example/actor", "{}");
    HttpRequest request{.url = "https://a.example/actor", .headers = {{"Accept", "x"}}};
    request.sign = [](const std::string& url) {
        return essaim::net::Headers{{"Signature", "of " + url}};
    };
    const auto answer = net.send(request);
    REQUIRE(answer.has_value());
    CHECK(answer->header("content-type") == "application/activity+json");
    REQUIRE(net.requests().size() == 1);
    CHECK(net.requests()[0].header("signature") == "of https://a.example/actor");
    CHECK(net.requests()[0].header("accept") == "x");
}

TEST_CASE("the fake Internet has nobody elsewhere, fails when told, and follows redirects") {
    FakeInternet net;
    CHECK(net.send({.url = "https://nobody.example/"}).error().fault == Fault::Unavailable);
    net.fail("https://a.example/x", Fault::Forbidden);
    CHECK(net.send({.url = "https://a.example/x"}).error().fault == Fault::Forbidden);
    net.answer("https://a.example/end", "end");
    net.redirect("https://a.example/start", "/end");
    CHECK(net.send({.url = "https://a.example/start", .redirects = 1})->body == "end");
    CHECK(net.send({.url = "https://a.example/start"})->status == 302);
    net.redirect("https://a.example/loop", "/loop");
    CHECK_FALSE(net.send({.url = "https://a.example/loop", .redirects = 3}).has_value());
    CHECK(net.requests_to("https://a.example/loop").size() == 4);
    net.handle_prefix("https://b.example/", [](const HttpRequest& request) {
        return essaim::net::HttpAnswer{
            .status = 202, .headers = {}, .body = request.body, .url = {}};
    });
    bool called = false;
    net.send_later({.method = "POST", .url = "https://b.example/inbox", .body = "hi"},
                   [&](auto result) { called = result.has_value() && result->body == "hi"; });
    CHECK(called);
    net.fail_everything();
    CHECK_FALSE(net.send({.url = "https://a.example/end"}).has_value());
    net.fail_everything(false);
    CHECK(net.send({.url = "https://a.example/end"}).has_value());
}
