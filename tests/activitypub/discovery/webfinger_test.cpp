#include "activitypub/discovery/webfinger.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/media_type.h"
#include "activitypub/vocabulary/terms.h"

using namespace activitypub;
using nlohmann::json;

TEST_CASE("a handle is read as people paste it") {
    for (const auto* text : {"@miel@gironde.example", "miel@gironde.example",
                             "acct:miel@gironde.example", "miel@GIRONDE.example:443"}) {
        CAPTURE(text);
        const auto handle = parse_handle(text);
        REQUIRE(handle.has_value());
        CHECK(*handle == Handle{"miel", "gironde.example"});
    }
    CHECK(parse_handle("Le.Pays_x-1@localhost:8443") == Handle{"Le.Pays_x-1", "localhost:8443"});
}

TEST_CASE("a handle that could change the URL we fetch is refused") {
    for (const auto* hostile : {"",
                                "@",
                                "miel",
                                "@miel@",
                                "@@gironde.example",
                                "a@b@c",
                                "miel@gironde.example/../x",
                                "miel@host?x=1",
                                "miel@host#x",
                                "@acct:@host",
                                "acct:@miel@host",
                                "miel@host ",
                                " miel@host",
                                "mi el@host",
                                "miel@host\r\nX: y",
                                "miel@hos\\t",
                                "miel@host.",
                                "miel@h%2e",
                                "miel@hôte",
                                "mïel@host",
                                "miel&x=1@host",
                                "miel@host:0",
                                "miel@host:99999",
                                "miel@user:pw@host",
                                "https://miel@host",
                                "miel@[x]"}) {
        CAPTURE(hostile);
        const auto handle = parse_handle(hostile);
        REQUIRE_FALSE(handle.has_value());
        CHECK(handle.error().fault == Fault::Malformed);
    }
    CHECK_FALSE(parse_handle(std::string(129, 'a') + "@h.example").has_value());
}

TEST_CASE("the address of WebFinger is built from the handle") {
    CHECK(webfinger_url({"miel", "gironde.example"}) ==
          "https://gironde.example/.well-known/webfinger?resource=acct%3Amiel%40gironde.example");
    CHECK(webfinger_url({"miel", "127.0.0.1:8080"}, "http") ==
          "http://127.0.0.1:8080/.well-known/webfinger?resource=acct%3Amiel%40127.0.0.1%3A8080");
}

TEST_CASE("a resource is a handle, an actor or a server") {
    CHECK(parse_resource("acct:miel@gironde.example")->handle == Handle{"miel", "gironde.example"});
    CHECK(parse_resource("https://gironde.example/@miel")->iri == "https://gironde.example/@miel");
    CHECK_FALSE(parse_resource("https://gironde.example/")->handle.has_value());
    for (const auto* bad : {"", "acct:", "acct:x", "mailto:a@b.example", "https://u@h.example/"})
        CHECK_FALSE(parse_resource(bad).has_value());
}

TEST_CASE("our JRD names the actor, its page and where to follow from") {
    JrdDraft draft;
    draft.handle = {"nous", "nous.example"};
    draft.actor_id = "https://nous.example/ap/association";
    draft.profile_url = "https://nous.example/";
    draft.interact_address = "https://nous.example/authorize_interaction";
    const json j = make_jrd(draft);
    CHECK(j["subject"] == "acct:nous@nous.example");
    CHECK(j["aliases"] == json::array({draft.actor_id, draft.profile_url}));
    CHECK(j["links"][0] ==
          json{{"rel", "self"}, {"type", kActivityJson}, {"href", draft.actor_id}});
    std::string subscribe;
    for (const json& link : j["links"]) {
        CHECK(link["rel"] != kServiceRel);
        if (link["rel"] == "http://ostatus.org/schema/1.0/subscribe") subscribe = link["template"];
    }
    CHECK(subscribe == "https://nous.example/authorize_interaction?uri={uri}");
    CHECK(actor_id_in_jrd(j) == draft.actor_id);
    CHECK(actor_id_in_jrd(make_jrd(draft.handle, draft.actor_id)) == draft.actor_id);
    draft.is_server = true;
    CHECK(make_jrd(draft).dump().find(kServiceRel) != std::string::npos);
}

TEST_CASE("a JRD names an actor only by a self link of the right type") {
    for (
        const auto* jrd :
        {R"({})", R"({"links":null})", R"({"links":[1,"x",null]})",
         R"({"links":[{"rel":"self","type":"text/html","href":"https://a.example/"}]})",
         R"({"links":[{"rel":"self","type":"application/activity+json","href":"/u/miel"}]})",
         R"({"links":[{"rel":"self","type":"application/activity+json","href":"javascript:x"}]})",
         R"({"links":[{"rel":"me","type":"application/activity+json","href":"https://a.example/"}]})"}) {
        CAPTURE(jrd);
        CHECK_FALSE(actor_id_in_jrd(json::parse(jrd)).has_value());
    }
    CHECK(actor_id_in_jrd(json::parse(R"({"links":[{"rel":"self",
        "type":"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        "href":"https://a.example/u"}]})")) == "https://a.example/u");
}

TEST_CASE("B7: a handle is shown only if WebFinger and the actor both claim it") {
    Actor bob;
    bob.id = "https://evil.example/u/bob";
    bob.preferred_username = "bob";
    CHECK(handle_is_mutual({"Bob", "evil.example"}, bob.id, bob));
    // WebFinger of good.example does not name this actor; or it does, unasked.
    CHECK_FALSE(handle_is_mutual({"bob", "evil.example"}, "https://good.example/u/bob", bob));
    CHECK_FALSE(handle_is_mutual({"bob", "good.example"}, bob.id, bob));
    CHECK_FALSE(handle_is_mutual({"alice", "evil.example"}, bob.id, bob));
    CHECK(own_handle(bob) == Handle{"bob", "evil.example"});
    bob.webfinger = "bob@good.example";
    CHECK(handle_is_mutual({"bob", "good.example"}, bob.id, bob));
    bob.preferred_username = "b@good.example/";
    CHECK_FALSE(own_handle(bob).has_value());
}
