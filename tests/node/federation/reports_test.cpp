#include "node/federation/reports.h"

#include "node/federation/moderation.h"
#include "peer.h"

using namespace essaim;
using namespace essaim::test;
using federation::PolicyLevel;
using federation::ReportOrigin;

namespace {

const Peer kInstance{
    "https://mastodon.example/actor"};  // Mastodon reports in the name of its server
const Peer kBob{"https://gironde.example/users/bob", &rsa_key(1)};
const std::string kOurs = "https://lanoisette.example/o/1";

struct Reported : TestNode {
    Reported() {
        know(kInstance);
        know(kBob);
        for (const auto& [id, actor, local] :
             {std::tuple(kOurs, std::string(kUs), 1), std::tuple(kBob.id + "/n1", kBob.id, 0)}) {
            write(
                "INSERT INTO object (id, type, actor, local, json, published, updated) VALUES ('" +
                id + "', 'Note', '" + actor + "', " + std::to_string(local) + ", '{}', 1, 1)");
        }
        federation->start();
    }
    json flag(const std::string& name, json objects,
              const std::string& content = "C'est de la publicité") {
        auto made = kInstance.activity(name, "Flag", std::move(objects));
        made["content"] = content;
        made["to"] = {kUs};
        return made;
    }
    void tell(const json& activity, const Peer& signer = kInstance) {
        CHECK(post(activity, signer) == 202);
        settle();
    }
    federation::Reports& reports() { return federation->reports(); }
    std::vector<federation::ReportGroup> open() { return reports().open(1000); }
};

}  // namespace

TEST_CASE(
    "case 66: a Flag as Mastodon sends it waits for the moderators, and only its server is known") {
    Reported node;
    node.tell(node.flag("1", {kUs, kOurs}));
    const auto groups = node.open();
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].about == kOurs);
    CHECK(groups[0].author == kUs);
    const auto& report = groups[0].reports.at(0);
    CHECK(report.origin == ReportOrigin::Server);
    CHECK(report.host == "mastodon.example");
    CHECK(report.reason == "C'est de la publicité");
    CHECK(report.objects == std::vector<std::string>{kUs, kOurs});
    // Lemmy and others report in a person's name: it is not kept.
    auto personal = kBob.activity("f", "Flag", kOurs);
    personal["content"] = "non";
    node.tell(personal, kBob);
    CHECK(
        node.text("SELECT group_concat(host || about || objects || reason || contact) FROM report")
            .find("users/bob") == std::string::npos);
    CHECK(node.count("SELECT count(*) FROM delivery") == 0);
}

TEST_CASE("reports are taken about what we have or hold, and nothing else") {
    struct Case {
        json objects;
        const char* about;  // null: refused
    };
    const Case cases[] = {
        {kUs, kUs},
        {{kUs}, kUs},
        {{kOurs}, "https://lanoisette.example/o/1"},
        {{kBob.id, kBob.id + "/n1"}, "https://gironde.example/users/bob/n1"},
        {{"https://nulle-part.example/n", kOurs}, "https://lanoisette.example/o/1"},
        {{{{"id", kOurs}, {"type", "Note"}}}, "https://lanoisette.example/o/1"},
        {{"https://nulle-part.example/n"}, nullptr},
        {{"https://lanoisette.example/o/unknown"}, nullptr},
    };
    for (const auto& one : cases) {
        CAPTURE(one.objects.dump());
        Reported node;
        node.tell(node.flag("1", one.objects));
        const auto groups = node.open();
        if (one.about == nullptr) {
            CHECK(groups.empty());
        } else {
            REQUIRE(groups.size() == 1);
            CHECK(groups[0].about == one.about);
        }
    }
}

TEST_CASE("five hundred reports of one server make one line, and soon no more rows") {
    Reported node;
    for (int i = 0; i < 500; ++i)
        node.post(node.flag(std::to_string(i), {kUs, kOurs}, "Motif " + std::to_string(i % 40)),
                  kInstance);
    node.settle();
    REQUIRE(node.open().size() == 1);
    CHECK(node.count("SELECT count(*) FROM report") == federation::Reports::kPerHostAndHour);
    node.tell(node.flag("again", {kUs, kOurs}, "Motif 1"));  // says what an open one says
    node.clock.advance(std::chrono::hours(2));
    node.tell(node.flag("later", {kUs, kOurs}, "Motif 41"));
    CHECK(node.count("SELECT count(*) FROM report") == federation::Reports::kPerHostAndHour + 1);
}

TEST_CASE("a reason is plain text of five thousand letters at most") {
    Reported node;
    std::string longest;
    for (int i = 0; i < 6000; ++i) longest += "é";
    node.tell(node.flag("1", kOurs, longest));
    CHECK(node.open().at(0).reports.at(0).reason.size() == 10'000);
    CHECK(federation::short_reason(" a\x01\x02 <b>é ", 5000) == "a <b>é");
    CHECK(federation::short_reason("aéb", 2) == "aé");
}

TEST_CASE(
    "a report is closed with what was decided, for all who reported the same, and can be opened "
    "again") {
    Reported node;
    node.tell(node.flag("1", kOurs));
    REQUIRE(node.reports()
                .file({.about = kOurs, .author = kUs, .reason = "moi aussi", .contact = "Zoé"})
                .value() == 2);
    REQUIRE(node.reports().close(kOurs, "Retiré.", "01MARIE"));
    CHECK(node.open().empty());
    const auto closed = node.reports().closed(10);
    REQUIRE(closed.size() == 2);
    CHECK(closed[0].outcome == "Retiré.");
    CHECK(closed[0].closed == node.clock.now());
    CHECK_FALSE(node.reports().close(kOurs, "Retiré.", "01MARIE"));
    REQUIRE(node.reports().reopen(kOurs, "01MARIE"));
    CHECK(node.open().at(0).reports.size() == 2);
    CHECK_FALSE(node.reports().reopen(kOurs, "01MARIE"));
    CHECK(node.federation->moderation().journal(10).size() == 2);
}

TEST_CASE(
    "a visitor's report is passed on by the node alone: no name of a person, neither theirs nor "
    "ours") {
    Reported node;
    const auto number = node.reports().file({.about = kBob.id + "/n1",
                                             .author = kBob.id,
                                             .reason = "Insultes.",
                                             .contact = "Zoé Martin zoe@exemple.fr"});
    REQUIRE(number);
    REQUIRE(node.reports().forward(*number, "01MARIE"));
    const auto sent = json::parse(node.text("SELECT json FROM object WHERE type = 'Flag'"));
    CHECK(sent["actor"] == "https://lanoisette.example/actor");
    CHECK(sent["to"] == json::array({kBob.id}));
    CHECK(sent["object"] == json::array({kBob.id, kBob.id + "/n1"}));
    CHECK(sent["content"] == "Insultes.");
    for (const auto* name : {"MARIE", "Zo", "zoe"})
        CHECK(sent.dump().find(name) == std::string::npos);
    // Not for the public: the address of the Flag is as if it did not exist.
    CHECK(node.get("/a/" + sent["id"].get<std::string>().substr(29)).status == 404);
    for (int i = 0; i < 300 && node.internet.requests_to(kBob.id + "/inbox").empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const auto posts = node.internet.requests_to(kBob.id + "/inbox");
    REQUIRE_FALSE(posts.empty());
    CHECK(
        posts[0].header("signature").find("keyId=\"https://lanoisette.example/actor#main-key\"") !=
        std::string::npos);
    CHECK_FALSE(node.reports().forward(*number, "01MARIE"));  // once
}

TEST_CASE(
    "nothing is passed on about ourselves, to a blocked server, or of what a server told us") {
    Reported node;
    node.tell(node.flag("1", {kBob.id, kBob.id + "/n1"}));
    CHECK_FALSE(node.reports().forward(1, "cli"));
    const auto ours =
        node.reports().file({.about = kOurs, .author = kUs, .reason = "x", .contact = ""});
    CHECK_FALSE(node.reports().forward(*ours, "cli"));
    const auto theirs =
        node.reports().file({.about = kBob.id, .author = kBob.id, .reason = "x", .contact = ""});
    REQUIRE(node.federation->moderation().set(
        {.domain = "gironde.example", .level = PolicyLevel::Block, .reason = "x"}, "cli"));
    CHECK_FALSE(node.reports().forward(*theirs, "cli"));
    CHECK_FALSE(node.reports().forward(99, "cli"));
    CHECK(node.count("SELECT count(*) FROM object WHERE type = 'Flag'") == 0);
}
