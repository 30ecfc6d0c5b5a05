#include "activitypub/build.h"
#include "tests/node/federation/identity_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

json links_of(TestNode& node, const std::string& resource) {
    return parsed(node.get("/.well-known/webfinger?resource=" + resource, ""))["links"];
}

json link(const json& links, const std::string& rel) {
    for (const auto& one : links) {
        if (one["rel"] == rel) return one;
    }
    return {};
}

web::Response head(TestNode& node, const std::string& path, const std::string& accept) {
    web::Request request;
    request.method = "HEAD";
    request.target = path;
    const auto mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string::npos) request.query = path.substr(mark + 1);
    request.headers.emplace_back("accept", accept);
    return node.router.route(request);
}

}  // namespace

TEST_CASE(
    "case 1: WebFinger names the actor, its page, its picture, and where to follow, look and write "
    "from here") {
    TestNode node;
    const auto links = links_of(node, "acct:lanoisette@lanoisette.example");
    CHECK(links[0]["rel"] == "self");
    CHECK(links[0]["type"] == "application/activity+json");
    CHECK(links[0]["href"] == kUs);
    CHECK(link(links, "http://webfinger.net/rel/profile-page")["href"] ==
          "https://lanoisette.example/");
    CHECK(link(links, "http://ostatus.org/schema/1.0/subscribe")["template"] ==
          "https://lanoisette.example/authorize_interaction?uri={uri}");
    CHECK(link(links, "https://w3id.org/fep/3b86/Object")["template"] ==
          "https://lanoisette.example/authorize_interaction?uri={object}");
    CHECK(link(links, "https://w3id.org/fep/3b86/Follow")["template"] ==
          "https://lanoisette.example/authorize_interaction?uri={object}");
    CHECK(link(links, "https://w3id.org/fep/3b86/Create")["template"] ==
          "https://lanoisette.example/ecrire?texte={content}");
    const auto avatar = link(links, "http://webfinger.net/rel/avatar");
    CHECK(avatar["type"] == "image/png");
    CHECK(avatar["href"].get<std::string>().starts_with(
        "https://lanoisette.example/static/rosette/"));
    const auto jrd = parsed(node.get("/.well-known/webfinger?resource=" + std::string(kUs), ""));
    CHECK(jrd["subject"] == "acct:lanoisette@lanoisette.example");
    CHECK(jrd["aliases"] == json{kUs, "https://lanoisette.example/"});
    CHECK(link(links_of(node, "https://lanoisette.example"),
               "https://www.w3.org/ns/activitystreams#Service")["href"] ==
          "https://lanoisette.example/actor");
}

TEST_CASE("case 5: HEAD answers as GET does, and what may be kept says for how long") {
    TestNode node;
    const char* paths[] = {"/@lanoisette",
                           "/actor",
                           "/.well-known/nodeinfo",
                           "/nodeinfo/2.1",
                           "/.well-known/host-meta",
                           "/.well-known/webfinger?resource=acct:lanoisette@lanoisette.example",
                           "/@lanoisette/followers",
                           "/@lanoisette/featured",
                           "/@lanoisette/featuredTags"};
    for (const auto* path : paths) {
        CAPTURE(path);
        const auto full = node.get(path);
        const auto short_one = head(node, path, "application/activity+json");
        CHECK(full.status == 200);
        CHECK(short_one.status == 200);
        CHECK(full.headers == short_one.headers);
    }
    CHECK(header(node.get("/@lanoisette"), "Cache-Control") == "max-age=180, public");
    CHECK(header(node.get("/@lanoisette"), "Content-Type") == "application/activity+json");
}

TEST_CASE("case 6: the same address in a browser leads to the page, and says what else it is") {
    TestNode node;
    const auto page = node.get("/@lanoisette", "text/html");
    CHECK(page.status == 303);
    CHECK(header(page, "Location") == "/");
    CHECK(header(page, "Vary") == "Accept");
    CHECK(header(page, "Link") ==
          "<" + std::string(kUs) + ">; rel=\"alternate\"; type=\"application/activity+json\"");
}

TEST_CASE(
    "case 8: profile fields are an array of PropertyValue, addresses are links that say me, and "
    "nothing is markup") {
    TestNode node;
    federation::Profile profile{.title = "La Noisette", .tagline = "", .sentence = ""};
    profile.fields = {{"Mastodon", "https://mastodon.example/@noisette?a=1&b=2"},
                      {"Siège <b>", "Corvol \"& cie\""},
                      {"Piège", "javascript:alert(1)"}};
    profile.tags = {"monnaielocale"};
    profile.discoverable = false;
    REQUIRE(node.federation->set_profile(profile));
    const auto document = parsed(node.get("/@lanoisette"));
    REQUIRE(document["attachment"].size() == 4);
    CHECK(document["attachment"][1]["type"] == "PropertyValue");
    CHECK(document["attachment"][1]["value"] ==
          "<a href=\"https://mastodon.example/@noisette?a=1&amp;b=2\" rel=\"me nofollow noopener\" "
          "target=\"_blank\">"
          "mastodon.example/@noisette?a=1&amp;b=2</a>");
    CHECK(document["attachment"][2]["value"] == "Corvol &quot;&amp; cie&quot;");
    CHECK(document["attachment"][3]["value"] == "javascript:alert(1)");
    CHECK(document["discoverable"] == false);
    CHECK(document["indexable"] == true);
    CHECK(document["attributionDomains"] == json{"lanoisette.example"});
    CHECK(document["icon"]["mediaType"] == "image/png");
    CHECK(document["icon"]["url"].is_string());
    CHECK(document["generator"]["implements"].is_array());
    CHECK(document["featuredTags"] == std::string(kUs) + "/featuredTags");
    const auto tags = parsed(node.get("/@lanoisette/featuredTags"));
    CHECK(tags["type"] == "Collection");
    CHECK(tags["items"][0]["name"] == "#monnaielocale");
    CHECK(tags["items"][0]["type"] == "Hashtag");
    const federation::ProfileKeeper kept(node.database, "");
    CHECK(kept.get() == profile);
}

TEST_CASE(
    "case 9: a list that is not shown keeps its number, has no first page, and refuses its pages") {
    struct Case {
        bool followers;
        bool following;
    };
    const Case cases[] = {{false, true}, {true, false}, {true, true}, {false, false}};
    TestNode node;
    node.write(
        "INSERT INTO follower VALUES ('lanoisette', 'https://gironde.example/@bob', 'x', 1)");
    node.write(
        "INSERT INTO following VALUES ('lanoisette', 'https://gironde.example/@bob', 'x', "
        "'accepted', 1)");
    CHECK_FALSE(
        parsed(node.get("/@lanoisette/followers")).contains("first"));  // people's, unless wanted
    CHECK(parsed(node.get("/@lanoisette/following")).contains("first"));
    for (const auto& one : cases) {
        CAPTURE(one.followers);
        CAPTURE(one.following);
        federation::Profile profile{.title = "La Noisette", .tagline = "", .sentence = ""};
        profile.show_followers = one.followers;
        profile.show_following = one.following;
        REQUIRE(node.federation->set_profile(profile));
        for (const auto& [name, shown] :
             {std::pair{"followers", one.followers}, std::pair{"following", one.following}}) {
            const auto path = std::string("/@lanoisette/") + name;
            const auto list = parsed(node.get(path));
            CHECK(list["totalItems"] == 1);
            CHECK(list.contains("first") == shown);
            CHECK(list.contains("last") == shown);
            CHECK(node.get(path + "?page=1").status == (shown ? 200 : 403));
        }
    }
}

TEST_CASE(
    "case 49: what is pinned is in featured as a URI string until it is unpinned or deleted, and "
    "is announced") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    for (const auto* name : {"1", "2"}) node.say(name);
    node.say("secret", {});
    const auto id = [](const std::string& name) { return std::string(kOrigin) + "/o/" + name; };
    const auto featured = [&] { return parsed(node.get("/@lanoisette/featured")); };
    CHECK(featured()["orderedItems"] == json::array());
    REQUIRE(node.identity().pins.pin(id("1")));
    node.clock.advance(std::chrono::seconds(1));
    REQUIRE(node.identity().pins.pin(id("2")));
    REQUIRE(node.identity().pins.pin(id("2")));
    CHECK(featured()["orderedItems"] == json{id("2"), id("1")});
    CHECK(featured()["totalItems"] == 2);
    const auto add = json::parse(
        node.text("SELECT json FROM object WHERE type = 'Add' ORDER BY published LIMIT 1"));
    CHECK(add["object"] == id("1"));
    CHECK(add["target"] == std::string(kUs) + "/featured");
    CHECK(node.count("SELECT count(*) FROM object WHERE type = 'Add'") == 2);
    for (const auto& wrong :
         {id("secret"), id("nothing"), std::string("https://gironde.example/o/1")}) {
        CAPTURE(wrong);
        CHECK_FALSE(node.identity().pins.pin(wrong));
    }
    REQUIRE(node.identity().pins.unpin(id("1")));
    CHECK(node.count("SELECT count(*) FROM object WHERE type = 'Remove'") == 1);
    node.federation->start();
    REQUIRE(node.database.write([&](storage::Connection& connection) {
        return node.federation->outbox().publish(
            connection,
            activitypub::make_activity(std::string(kOrigin) + "/a/1", "Delete", kUs, id("2"),
                                       {"https://www.w3.org/ns/activitystreams#Public"}, {},
                                       node.clock.now()),
            federation::Listing::Unlisted, node.clock.now());
    }));
    CHECK(featured()["orderedItems"] == json::array());
}

TEST_CASE(
    "case 47: the end of a public text goes to one inbox of every server we know, that of another "
    "only to who got it") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    node.server("autre.example");
    node.server("bloque.example");
    REQUIRE(node.federation->block("bloque.example", "essai"));
    const auto end = [&](const std::string& name) {
        const auto activity = std::string(kOrigin) + "/a/end-" + name;
        REQUIRE(node.database.write([&](storage::Connection& connection) {
            return node.federation->outbox().publish(
                connection,
                activitypub::make_activity(
                    activity, "Delete", kUs, std::string(kOrigin) + "/o/" + name,
                    {"https://www.w3.org/ns/activitystreams#Public"}, {}, node.clock.now()),
                federation::Listing::Unlisted, node.clock.now());
        }));
        return node.text(
            "SELECT group_concat(host) FROM (SELECT host FROM delivery WHERE activity = '" +
            activity + "' ORDER BY host)");
    };
    node.say("public");
    node.say("private", {});
    CHECK(end("public") == "autre.example,gironde.example");
    CHECK(end("private") == "gironde.example");
    // Who follows us hears at once, others a little later (C8).
    CHECK(node.count("SELECT count(*) FROM delivery WHERE host = 'autre.example' AND next_at > "
                     "created_at") == 1);
    CHECK(node.count("SELECT count(*) FROM delivery WHERE host = 'gironde.example' AND next_at > "
                     "created_at") == 0);
}

TEST_CASE("a changed profile goes to followers and to one inbox of every server we know") {
    IdentityNode node;
    node.server("gironde.example", "miel", true);
    node.server("gironde.example", "marie");
    node.server("autre.example");
    node.write("UPDATE remote_actor SET gone_at = 1 WHERE host = 'autre.example'");
    node.server("dernier.example");
    REQUIRE(node.federation->set_profile({.title = "La Noisette", .tagline = "", .sentence = ""}));
    CHECK(
        node.text("SELECT group_concat(inbox) FROM (SELECT inbox FROM delivery ORDER BY inbox)") ==
        "https://dernier.example/inbox,https://gironde.example/inbox");
}
