// One server with many names: none of them speaks for more than one association, and none
// pushes a neighbour out of a round.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/directory/card_store.h"
#include "node/directory/crawl.h"
#include "node/directory/peer_store.h"
#include "node/directory/receiving.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using namespace essaim::test;
using nlohmann::json;

namespace {

json own_card(const std::string& base, const std::string& actor, const std::string& name) {
    return {{"type", "Initiative"},
            {"id", base + "/fiches/" + actor},
            {"attributedTo", base + "/@" + actor},
            {"name", name},
            {"kind", "localCurrency"},
            {"method", "self"},
            {"place", {{"country", "FR"}}},
            {"source", "nous [2026]"},
            {"updated", "2026-01-01T00:00:00Z"},
            {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
}

directory::Card filed(WholeNode& node, const json& document) {
    node.write([&](storage::Connection& connection) {
        REQUIRE(directory::take_claim(node.services(), connection, document, "x.example", true));
    });
    auto reader = node.services().database.read();
    return *directory::CardStore(*reader).by_claim(document["id"].get<std::string>());
}

}  // namespace

TEST_CASE("of one server one actor speaks for an association, whatever the others say") {
    WholeNode node;
    const std::string base = "https://usine.example";
    const auto first = filed(node, own_card(base, "a", "La Vraie"));
    CHECK(first.self);
    CHECK(first.shown);
    for (int i = 0; i < 30; ++i) {
        const auto next =
            filed(node, own_card(base, "b" + std::to_string(i), "Eusko " + std::to_string(i)));
        CHECK_FALSE(next.self);
        CHECK_FALSE(next.shown);
    }
    // Said again it stays what it was; a person here who follows another believes that one too.
    auto again = own_card(base, "a", "La Vraie, depuis 2026");
    again["updated"] = "2026-02-01T00:00:00Z";
    CHECK(filed(node, again).self);
    node.write([&](storage::Connection& connection) {
        connection.execute(
            "INSERT INTO following VALUES ('noisette', 'https://usine.example/@c', 'f', "
            "'accepted', 0)");
    });
    CHECK(filed(node, own_card(base, "c", "Le Cairn")).self);
    CHECK(filed(node, own_card("https://autre.example", "a", "Une autre")).self);
}

TEST_CASE("neighbours are asked first, and of each server one actor") {
    WholeNode node;
    node.write([&](storage::Connection& connection) {
        connection.execute(
            "INSERT INTO card (slug, name, sort_name, folded) VALUES ('x', 'x', 'x', 'x');"
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
            "INSERT INTO claim (iri, card, said_by, method, document, digest, said_at, "
            "received_at, received_from, proven) SELECT 'https://a.example/f' || i, (SELECT "
            "max(id) FROM card), 'https://a.example/@' || i, CASE i WHEN 7 THEN 'self' ELSE "
            "'thirdParty' END, '{}', i, 0, 0, 'a.example', 1 FROM n;"
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
            "INSERT INTO follower (local_name, actor, activity, since) SELECT 'noisette', "
            "'https://mastodon.example/users/' || i, 'f', 0 "
            "FROM n;"
            "INSERT INTO following VALUES ('noisette', 'https://z.example/@z', 'f', 'accepted', "
            "0);"
            "INSERT INTO directory_peer (host, actor, address, asked_at, answered_at) VALUES "
            "('known.example', 'https://known.example/@k', '', 0, 1), ('never.example', "
            "'https://never.example/@n', '', 0, NULL);");
    });
    auto reader = node.services().database.read();
    CHECK(directory::PeerStore(*reader).actors(directory::kMostPeers) ==
          std::vector<std::string>{"https://z.example/@z", "https://known.example/@k",
                                   "https://a.example/@7", "https://mastodon.example/users/1"});
}
