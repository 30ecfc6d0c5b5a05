#include "peer.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kMiel{"https://gironde.example/@miel"};

Peer miel() { return kMiel; }

json actor() {
    auto document = miel().document();
    document["preferredUsername"] = "miel";
    document["type"] = "Organization";
    return document;
}

json jrd(const std::string& id) {
    return {{"subject", "acct:miel@gironde.example"},
            {"links", {{{"rel", "self"}, {"type", "application/activity+json"}, {"href", id}}}}};
}

constexpr const char* kFinger =
    "https://gironde.example/.well-known/webfinger?resource=acct:miel@gironde.example";

struct Asking : TestNode {
    Asking() {
        internet.answer(kMiel.id, actor().dump());
        internet.handle_prefix("https://gironde.example/.well-known/webfinger",
                               [](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
                                   net::HttpAnswer answer;
                                   answer.status = 200;
                                   answer.url = request.url;
                                   answer.headers = {{"content-type", "application/jrd+json"}};
                                   answer.body = jrd(kMiel.id).dump();
                                   return answer;
                               });
    }
};

}  // namespace

TEST_CASE("following by handle or by address asks the other and waits for the answer") {
    for (const auto* whom : {"@miel@gironde.example", " miel@gironde.example ", kMiel.id.c_str()}) {
        CAPTURE(whom);
        Asking node;
        const auto followed = node.federation->follow(whom);
        REQUIRE(followed);
        CHECK(*followed == kMiel.id);
        const auto following = node.federation->following();
        REQUIRE(following.size() == 1);
        CHECK(following[0].state == "asked");
        CHECK(following[0].handle == "miel@gironde.example");
        CHECK(node.count("SELECT count(*) FROM delivery") == 1);
        const auto sent = json::parse(node.text("SELECT json FROM object WHERE type = 'Follow'"));
        CHECK(sent["object"] == kMiel.id);
        CHECK(sent["actor"] == kUs);
        const auto id = sent["id"].get<std::string>();
        CHECK(node.get(id.substr(std::string("https://lanoisette.example").size())).status == 200);
    }
}

TEST_CASE("unfollowing undoes the very Follow that was sent") {
    Asking node;
    REQUIRE(node.federation->follow("@miel@gironde.example"));
    REQUIRE(node.federation->unfollow(kMiel.id));
    CHECK(node.federation->following().empty());
    const auto undo = json::parse(node.text("SELECT json FROM object WHERE type = 'Undo'"));
    CHECK(undo["object"]["id"] == node.text("SELECT id FROM object WHERE type = 'Follow'"));
    CHECK_FALSE(node.federation->unfollow(kMiel.id));
}

TEST_CASE("a handle counts only if actor and server name each other") {
    TestNode node;
    // evil.example says that its handle is Miel of gironde.example
    node.internet.answer(kMiel.id, actor().dump());
    node.internet.handle_prefix("https://evil.example/.well-known/webfinger",
                                [](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
                                    net::HttpAnswer answer;
                                    answer.status = 200;
                                    answer.url = request.url;
                                    answer.headers = {{"content-type", "application/jrd+json"}};
                                    answer.body = jrd(kMiel.id).dump();
                                    return answer;
                                });
    const auto followed = node.federation->follow("@miel@evil.example");
    REQUIRE_FALSE(followed);
    CHECK(followed.error().fault == Fault::Unprocessable);
    CHECK(node.federation->following().empty());
}

TEST_CASE("what cannot be followed is said in a sentence") {
    struct Case {
        const char* whom;
        Fault fault;
    };
    const Case cases[] = {
        {"", Fault::Unprocessable},
        {"n’importe quoi", Fault::Unprocessable},
        {"@miel@nulle-part.example", Fault::Unavailable},
        {"@lanoisette@lanoisette.example", Fault::Conflict},
        {kUs, Fault::Conflict},
        {"https://gironde.example/page", Fault::Unprocessable},
        {"https://gironde.example/rien", Fault::NotFound},
        {"@miel@bloque.example", Fault::Forbidden},
    };
    Asking node;
    node.internet.answer("https://gironde.example/page", "<p>Bonjour", 200, "text/html");
    node.internet.answer("https://gironde.example/rien", "", 404);
    REQUIRE(node.federation->block("bloque.example", "essai"));
    for (const auto& one : cases) {
        CAPTURE(one.whom);
        const auto followed = node.federation->follow(one.whom);
        REQUIRE_FALSE(followed);
        CHECK(followed.error().fault == one.fault);
        CHECK(
            followed.error().detail.ends_with(one.fault == Fault::Unprocessable ? "example" : "."));
    }
}

TEST_CASE("blocking a server forgets who follows and is followed there") {
    Asking node;
    REQUIRE(node.federation->follow("@miel@gironde.example"));
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + kMiel.id + "', 'x', 1)");
    REQUIRE(node.federation->block("gironde.example", "essai"));
    CHECK(node.federation->following().empty());
    CHECK(node.federation->followers().empty());
    const auto before = node.internet.requests().size();
    CHECK_FALSE(node.federation->follow("@miel@gironde.example"));
    CHECK(node.internet.requests().size() == before);
}
