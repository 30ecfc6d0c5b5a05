// Who speaks for an initiative whose node does not stand at its site: whom the
// site's front page names with rel="me", asked by every node itself.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/directory/card_store.h"
#include "node/directory/own_word.h"
#include "node/directory/receiving.h"
#include "node/directory/site_proof_store.h"
#include "node/storage/connection.h"
#include "tests/node/features/social_pages_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;
using directory::CardStore;
using directory::Method;
using nlohmann::json;

namespace {

const std::string kNode = "https://eusko.hebergeur.example/@eusko";
const std::string kSite = "https://www.eusko.example/";
const std::string kLink = "<a class=x rel='nofollow ME' href='" + kNode + "/'>Nous</a>";

json card(const std::string& author, const std::string& method, const std::string& website,
          const std::string& updated = "2026-05-18T10:00:00Z") {
    const auto origin = author.substr(0, author.find('/', 8));
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"type", "Initiative"},
            {"id", origin + "/fiches/" + (method == "self" ? "association" : "x")},
            {"attributedTo", author},
            {"name", method == "self" ? "Eusko" : "L’Eusko"},
            {"kind", "localCurrency"},
            {"place", {{"country", "FR"}}},
            {"website", website},
            {"method", method},
            {"source", "essai [2026]"},
            {"published", "2026-05-01T10:00:00Z"},
            {"updated", updated},
            {"licence", "https://creativecommons.org/publicdomain/zero/1.0/"},
            {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
}

struct Directory : SocialPagesNode {
    void take(const json& document) {
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            const auto filed =
                directory::take_claim(services, connection, document, "peer.example", true);
            REQUIRE_MESSAGE(filed, filed.error().detail);
            return {};
        }));
    }
    Method method(const std::string& author = kNode) {
        auto reader = database.read();
        const auto all = CardStore(*reader).iris_of(author);
        REQUIRE(all.size() == 1);
        return CardStore(*reader).claim(all.front())->method;
    }
    std::size_t asked(const std::string& page = kSite) {
        REQUIRE(directory::ask_sites(services, internet));
        return internet.requests_to(page).size();
    }
};

}  // namespace

TEST_CASE("a link to the node with rel=me names it, and nothing else does") {
    const std::string addresses[] = {kNode, "https://eusko.hebergeur.example/", "", "/"};
    struct Row {
        const char* html;
        bool names;
    };
    const Row rows[] = {
        {R"(<a rel="me" href="https://eusko.hebergeur.example/@eusko">x</a>)", true},
        {R"(<link href=" https://eusko.hebergeur.example" rel="home Me">)", true},
        {R"(<A HREF="https://eusko.hebergeur.example/@eusko" REL=me>)", true},
        {R"(<a href="https://eusko.hebergeur.example/@eusko">x</a>)", false},
        {R"(<a rel="meme" href="https://eusko.hebergeur.example/@eusko">x</a>)", false},
        {R"(<a rel="me" href="https://eusko.hebergeur.example/@autre">x</a>)", false},
        {R"(<a rel="me" href="https://eusko.hebergeur.example/@eusko?x">x</a>)", false},
        {R"(<a rel="me" href="">x</a>)", false},
        {R"(<a rel="me" href="/">x</a>)", false},
        {R"(<a rel="me">x</a>)", false},
        {R"(<!-- <a rel="me" href="https://eusko.hebergeur.example/@eusko"> -->)", false},
        {R"(<script>'<a rel="me" href="https://eusko.hebergeur.example/@eusko">'</script>)", false},
        {R"(<p rel="me" href="https://eusko.hebergeur.example/@eusko">)", false},
        {"", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.html);
        CHECK(directory::names_as_own(row.html, addresses) == row.names);
    }
}

TEST_CASE("a node elsewhere speaks for a site that names it, on the card that others had made") {
    Directory node;
    node.take(card("https://voisin.example/@v", "thirdParty", "http://eusko.example"));
    node.take(card(kNode, "self", kSite));
    CHECK(node.method() == Method::ThirdParty);
    CHECK(node.asked() == 1);
    CHECK(node.method() == Method::ThirdParty);  // the site is silent

    node.internet.answer(kSite, "<p>Bonjour</p>", 200, "text/html");
    CHECK(node.asked() == 1);  // not before its time
    node.clock.advance(1h);
    CHECK(node.asked() == 2);
    CHECK(node.method() == Method::ThirdParty);

    node.internet.answer(kSite, kLink, 200, "text/html");
    node.take(card(kNode, "self", kSite, "2026-05-18T11:00:00Z"));
    node.clock.advance(2h);
    CHECK(node.asked() == 3);
    CHECK(node.method() == Method::Self);
    auto reader = node.database.read();
    CardStore store(*reader);
    const auto mine = store.by_claim("https://eusko.hebergeur.example/fiches/association");
    REQUIRE(mine);
    CHECK(mine->self);
    CHECK(mine->shown);
    CHECK(mine->initiative.name == "Eusko");
    CHECK(store.claims(mine->id).size() == 2);  // what the neighbour said stays beside it
    CHECK(store.by_claim("https://voisin.example/fiches/x")->id == mine->id);
}

TEST_CASE("a link that is gone for good counts no more, one that is missed once does") {
    Directory node;
    node.internet.answer(kSite, kLink, 200, "text/html");
    node.take(card(kNode, "self", kSite));
    CHECK(node.asked() == 1);
    CHECK(node.method() == Method::Self);
    node.internet.answer(kSite, "<p>Travaux</p>", 200, "text/html");
    const Method expected[] = {Method::Self, Method::Self, Method::ThirdParty};
    std::chrono::hours wait = 7 * 24h;
    for (const auto method : expected) {
        node.clock.advance(wait);
        node.asked();
        CHECK(node.method() == method);
        wait = 4h;
    }
    node.internet.answer(kSite, kLink, 200, "text/html");
    node.clock.advance(24h);
    node.asked();
    CHECK(node.method() == Method::Self);
    node.internet.fail(kSite);  // a site that does not answer has said nothing
    for (int turn = 0; turn < 5; ++turn) {
        node.clock.advance(8 * 24h);
        node.asked();
    }
    CHECK(node.method() == Method::Self);
}

TEST_CASE("what proves nothing: a page of a site, another site behind a redirect, another's word") {
    struct Row {
        const char* said;
        const char* method;
        const char* website;
        const char* asked;  // "": nobody is
    };
    const Row rows[] = {
        {"a page of somebody's site", "self", "https://sites.example/eusko", ""},
        {"a question to a site", "self", "https://sites.example/?page=eusko", ""},
        {"of somebody else", "thirdParty", "https://www.eusko.example/", ""},
        {"its own site", "self", "https://hebergeur.example/", ""},
        {"led elsewhere", "self", "https://mene.example/", "https://mene.example/"},
        {"without TLS", "self", "http://clair.example/", "https://clair.example/"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.said);
        Directory node;
        node.internet.redirect("https://mene.example/", "https://ailleurs.example/");
        node.internet.answer("https://ailleurs.example/", kLink, 200, "text/html");
        node.internet.answer("http://clair.example/", kLink, 200, "text/html");
        node.internet.answer("https://sites.example/", kLink, 200, "text/html");
        node.take(card(kNode, row.method, row.website));
        node.internet.clear_requests();
        REQUIRE(directory::ask_sites(node.services, node.internet));
        if (*row.asked == '\0')
            CHECK(node.internet.requests().empty());
        else
            CHECK(node.internet.requests_to(row.asked).size() == 1);
        CHECK(node.internet.requests_to("https://ailleurs.example/").empty());
        const bool own = std::string_view(row.said) == "its own site";
        CHECK(node.method() == (own ? Method::Self : Method::ThirdParty));
    }
}

TEST_CASE("many who claim one site make the node ask it a few times, and nobody is kept out") {
    Directory node;
    for (int i = 0; i < 40; ++i)
        node.take(card("https://faux" + std::to_string(i) + ".example/@a", "self", kSite));
    node.internet.answer(kSite, kLink, 200, "text/html");
    node.take(card(kNode, "self", kSite));
    CHECK(node.asked() == 5);
    CHECK(node.method() == Method::Self);
    CHECK(node.method("https://faux39.example/@a") == Method::ThirdParty);
    auto reader = node.database.read();
    CHECK(directory::SiteProofStore(*reader).of(kNode)->proven);
}
