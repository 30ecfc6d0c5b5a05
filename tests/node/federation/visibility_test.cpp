#include "node/federation/visibility.h"

#include "node/federation/moderation.h"
#include "node/federation/outbox.h"
#include "peer.h"

using namespace essaim;
using namespace essaim::test;
using federation::PolicyLevel;
using federation::Viewer;

namespace {

constexpr const char* kPublic = "https://www.w3.org/ns/activitystreams#Public";
const std::string kOurs = "https://lanoisette.example/o/1";
const std::string kBob = "https://gironde.example/users/bob";

void rule(TestNode& node, const std::string& domain, PolicyLevel level) {
    REQUIRE(node.federation->moderation().set({.domain = domain, .level = level, .reason = "essai"},
                                              "cli"));
}

void publish(TestNode& node, const std::string& number) {
    const auto id = "https://lanoisette.example/o/" + number;
    const json article = {{"id", id},
                          {"type", "Article"},
                          {"attributedTo", kUs},
                          {"content", "x"},
                          {"to", {kPublic}}};
    const json create = {{"id", id + "#create"},
                         {"type", "Create"},
                         {"actor", kUs},
                         {"to", {kPublic}},
                         {"object", article}};
    const json update = {{"id", "https://lanoisette.example/a/" + number},
                         {"type", "Update"},
                         {"actor", kUs},
                         {"to", {kPublic}},
                         {"object", article}};
    const json boost = {{"id", "https://lanoisette.example/a/boost" + number},
                        {"type", "Announce"},
                        {"actor", kUs},
                        {"to", {kPublic}},
                        {"object", kBob + "/n" + number}};
    REQUIRE(node.database.write([&](storage::Connection& connection) -> Result<void> {
        auto& outbox = node.federation->outbox();
        using federation::Listing;
        for (const auto& [activity, listing] :
             {std::pair(&create, Listing::Listed), std::pair(&update, Listing::Unlisted),
              std::pair(&boost, Listing::Listed)}) {
            if (auto said = outbox.publish(connection, *activity, listing, node.clock.now()); !said)
                return said;
        }
        return {};
    }));
}

}  // namespace

TEST_CASE("the gate lets through what a viewer may see, and nothing else") {
    TestNode node;
    rule(node, "bloque.example", PolicyLevel::Block);
    rule(node, "silence.example", PolicyLevel::Silence);
    const std::string hidden_note = "https://gironde.example/users/eve/n1";
    const std::string hidden_actor = "https://gironde.example/users/mallory";
    for (const auto& iri : {hidden_note, hidden_actor})
        REQUIRE(node.federation->moderation().hide(iri, "", "cli"));
    struct Case {
        std::string id;
        std::string author;
        bool draft, is_public, deleted;
        bool anyone, writer, moderator;
    };
    const Case cases[] = {
        {kOurs, kUs, false, true, false, true, true, true},
        {kOurs, kUs, true, true, false, false, true, true},
        {kOurs, kUs, false, false, false, false, false, false},
        {kOurs, kUs, false, true, true, false, false, false},
        {kBob + "/n1", kBob, false, true, false, true, true, true},
        {"https://bloque.example/n1", "https://bloque.example/a", false, true, false, false, false,
         false},
        {"https://sous.bloque.example:8443/n1", "https://sous.bloque.example:8443/a", false, true,
         false, false, false, false},
        {"https://silence.example/n1", "https://silence.example/a", false, true, false, false,
         false, true},
        {kBob + "/n1", "https://silence.example/a", false, true, false, false, false, true},
        {hidden_note, "https://gironde.example/users/eve", false, true, false, false, false, false},
        {hidden_note + "#create", "https://gironde.example/users/eve", false, true, false, false,
         false, false},
        {"https://gironde.example/users/eve/n2", "https://gironde.example/users/eve", false, true,
         false, true, true, true},
        {"https://gironde.example/n9", hidden_actor, false, true, false, false, false, false},
        {"nonsense", "nonsense", false, true, false, true, true, true},
    };
    const auto& gate = node.federation->visibility();
    for (const auto& one : cases) {
        CAPTURE(one.id);
        CAPTURE(one.author);
        const federation::Thing thing{.id = one.id,
                                      .author = one.author,
                                      .draft = one.draft,
                                      .is_public = one.is_public,
                                      .deleted = one.deleted};
        CHECK(gate.can_see(Viewer::Anyone, thing) == one.anyone);
        CHECK(gate.can_see(Viewer::Writer, thing) == one.writer);
        CHECK(gate.can_see(Viewer::Moderator, thing) == one.moderator);
    }
}

TEST_CASE(
    "what is hidden is gone from its address, its activities, the outbox and the count; and back "
    "at once") {
    TestNode node;
    publish(node, "1");
    publish(node, "2");
    const auto numbers = [&] {
        return std::vector<std::int64_t>{
            parsed(node.get("/@lanoisette/outbox"))["totalItems"].get<std::int64_t>(),
            parsed(node.get("/nodeinfo/2.1"))["usage"]["localPosts"].get<std::int64_t>()};
    };
    const auto answers = [&] {
        std::string all;
        for (const auto* path : {"/o/1", "/a/1", "/a/boost1", "/o/2", "/a/2"}) {
            all += std::to_string(node.get(path).status) + " ";
        }
        return all;
    };
    CHECK(numbers() == std::vector<std::int64_t>{4, 2});
    CHECK(answers() == "200 200 200 200 200 ");

    REQUIRE(node.federation->moderation().hide(kOurs, "diffamation", "cli"));
    CHECK(numbers() == std::vector<std::int64_t>{3, 1});
    CHECK(answers() == "404 404 200 200 200 ");
    CHECK(node.get("/o/1").body == node.get("/o/nothing").body);
    CHECK_FALSE(node.federation->stored(kOurs));

    rule(node, "gironde.example", PolicyLevel::Silence);  // our boosts of it, too (CVE-2026-23961)
    CHECK(numbers() == std::vector<std::int64_t>{1, 1});
    CHECK(node.get("/a/boost1").status == 404);

    REQUIRE(node.federation->moderation().show(kOurs, "cli"));
    REQUIRE(node.federation->moderation().clear("gironde.example", "cli"));
    CHECK(numbers() == std::vector<std::int64_t>{4, 2});
    CHECK(answers() == "200 200 200 200 200 ");
    CHECK(node.federation->stored(kOurs));
}

TEST_CASE("all there is of a hidden actor is hidden, where only our boost names it") {
    TestNode node;
    node.write("INSERT INTO object (id, type, actor, local, json, published, updated) VALUES ('" +
               kBob + "/n1', 'Note', '" + kBob + "', 0, '{}', 1, 1)");
    publish(node, "1");
    REQUIRE(node.federation->moderation().hide(kBob, "", "cli"));
    CHECK(node.get("/a/boost1").status == 404);
    CHECK(node.get("/o/1").status == 200);
}

TEST_CASE("a Tombstone is served where its object was, and not where it was hidden") {
    TestNode node;
    publish(node, "1");
    const json gone = {{"id", "https://lanoisette.example/a/9"},
                       {"type", "Delete"},
                       {"actor", kUs},
                       {"to", {kPublic}},
                       {"object", kOurs}};
    REQUIRE(node.database.write([&](storage::Connection& connection) {
        return node.federation->outbox().publish(connection, gone, federation::Listing::Unlisted,
                                                 node.clock.now());
    }));
    CHECK(node.get("/o/1").status == 410);
    REQUIRE(node.federation->moderation().hide(kOurs, "", "cli"));
    CHECK(node.get("/o/1").status == 404);
}
