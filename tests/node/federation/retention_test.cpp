#include "node/federation/retention.h"

#include <fstream>
#include <set>
#include <sstream>

#include "peer.h"

using namespace essaim;
using namespace essaim::test;
using federation::Retention;
using std::chrono::hours;

namespace {

constexpr auto kDay = hours(24);
const std::string kAnn = "https://gironde.example/users/ann";
const std::string kBob = "https://autre.example/users/bob";

struct Old : TestNode {
    std::string at(std::chrono::milliseconds ago) {
        return std::to_string(base::to_millis(clock.now() - ago));
    }
    void object(const std::string& id, const std::string& actor, std::chrono::milliseconds ago,
                bool local = false) {
        write("INSERT INTO object (id, type, actor, local, json, published, updated) VALUES ('" +
              id + "', 'Note', '" + actor + "', " + (local ? "1" : "0") + ", '{}', " + at(ago) +
              ", " + at(ago) + ")");
    }
    void item(const std::string& id, const std::string& parent, const std::string& thread = "") {
        write("INSERT INTO thread_item VALUES ('" + id + "', '" + kBob + "', '" + parent + "', '" +
              thread + "', 1)");
    }
    void actor(const std::string& id, std::chrono::milliseconds ago) {
        const auto host = id.substr(8, id.find('/', 8) - 8);
        write(
            "INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, json, fetched_at) "
            "VALUES ('" +
            id + "', '" + host + "', 'x', 'Person', '', '', '" + id + "/inbox', '{}', " + at(ago) +
            ")");
        write("INSERT INTO remote_key VALUES ('" + id + "#main-key', '" + id + "', x'00', 1)");
    }
    std::set<std::string> objects() {
        std::set<std::string> all;
        auto reader = database.read();
        auto query = reader->query("SELECT id FROM object");
        while (query.step()) all.insert(query.text(0).substr(query.text(0).rfind('/') + 1));
        return all;
    }
    void night() { REQUIRE(federation->retention().run()); }
};

}  // namespace

TEST_CASE("after thirty days what strangers said goes, unless it concerns us") {
    Old node;
    node.write("INSERT INTO following VALUES ('lanoisette', '" + kAnn + "', 'x', 'accepted', 1)");
    node.object("https://lanoisette.example/o/ours", kUs, kDay * 400, true);
    node.object(kBob + "/fresh", kBob, kDay * 29);
    node.object(kBob + "/old", kBob, kDay * 31);
    node.object(kAnn + "/followed", kAnn, kDay * 300);
    node.object(kBob + "/in-our-thread", kBob, kDay * 31);
    node.item(kBob + "/in-our-thread", "", "https://lanoisette.example/t/ours");
    // We answered something: all of that talk stays, other talks go.
    node.object(kBob + "/start", kBob, kDay * 31);
    node.object(kBob + "/other-answer", kBob, kDay * 31);
    node.item(kBob + "/start", "");
    node.item(kBob + "/other-answer", kBob + "/start");
    node.item("https://lanoisette.example/o/ours", kBob + "/start");
    node.object(kBob + "/their-start", kBob, kDay * 31);
    node.object(kBob + "/their-answer", kBob, kDay * 31);
    node.item(kBob + "/their-start", "");
    node.item(kBob + "/their-answer", kBob + "/their-start");
    node.object(kBob + "/liked", kBob, kDay * 31);
    node.write("INSERT INTO reaction (object, kind, host, actor, activity, at) VALUES ('" + kBob +
               "/liked', 'like', "
               "'lanoisette.example', '" +
               kUs + "', 'x', 1)");
    node.object(kBob + "/liked-by-others", kBob, kDay * 31);
    node.write("INSERT INTO reaction (object, kind, host, actor, activity, at) VALUES ('" + kBob +
               "/liked-by-others', 'like', "
               "'gironde.example', '" +
               kAnn + "', 'y', 1)");
    node.object(kBob + "/reported", kBob, kDay * 31);
    node.write(
        "INSERT INTO report (activity, origin, host, about, author, objects, reason, at) VALUES "
        "('form:1', 'visitor', '', '" +
        kBob + "/reported', '" + kBob + "', '[\"" + kBob + "/reported\"]', 'x', 1)");
    node.object(kBob + "/wanted", kBob, kDay * 31);
    std::set<std::string> forgotten;
    node.federation->retention().add(
        {.needs = [](storage::Connection&,
                     const std::string& id) { return id.ends_with("/wanted"); },
         .forget = [&](storage::Connection&,
                       const std::string& id) { forgotten.insert(id.substr(kBob.size() + 1)); }});

    const std::set<std::string> kept = {"ours",          "fresh",    "followed",
                                        "in-our-thread", "start",    "other-answer",
                                        "liked",         "reported", "wanted"};
    node.night();
    CHECK(node.objects() == kept);
    CHECK(forgotten ==
          std::set<std::string>{"old", "their-start", "their-answer", "liked-by-others"});
    CHECK(node.count("SELECT count(*) FROM reaction") == 1);
    CHECK(node.count("SELECT count(*) FROM thread_item WHERE object LIKE '%their%'") == 0);
    forgotten.clear();
    node.night();  // again: nothing more
    CHECK(node.objects() == kept);
    CHECK(forgotten.empty());
    node.clock.advance(kDay * 2);
    node.write("UPDATE report SET state = 'closed', closed_at = 1");
    node.night();
    CHECK(forgotten == std::set<std::string>{"fresh", "reported"});
}

TEST_CASE(
    "however much those we follow write, only so much is kept, and none of it lost from our own "
    "talks") {
    Old node;
    node.write("INSERT INTO following VALUES ('lanoisette', '" + kAnn + "', 'x', 'accepted', 1)");
    for (int i = 0; i < 250; ++i) node.object(kAnn + "/" + std::to_string(i), kAnn, hours(i));
    node.item(kAnn + "/249", "", "https://lanoisette.example/t/1");
    Retention retention(node.database, node.clock, node.federation->actors(), 120);
    REQUIRE(retention.run());
    CHECK(node.count("SELECT count(*) FROM object") == 121);
    CHECK(node.objects().contains("249"));
    CHECK(node.objects().contains("119"));
    CHECK_FALSE(node.objects().contains("120"));
}

TEST_CASE(
    "profiles that nobody needs go after ninety days, their keys and what we knew of their servers "
    "with them") {
    Old node;
    for (const auto* name :
         {"stranger", "follower", "followed", "author", "liker", "reported", "severed"}) {
        node.actor("https://" + std::string(name) + ".example/a", kDay * 91);
        node.write("INSERT INTO peer_host (host) VALUES ('" + std::string(name) + ".example')");
    }
    node.actor("https://recent.example/a", kDay * 89);
    node.write("INSERT INTO peer_host (host) VALUES ('waiting.example')");
    node.write(
        "INSERT INTO delivery (activity, sender, inbox, host, state, next_at, created_at) VALUES "
        "('x', 'l', 'y', "
        "'waiting.example', 'waiting', 1, 1)");
    node.write("INSERT INTO follower VALUES ('lanoisette', 'https://follower.example/a', 'x', 1)");
    node.write(
        "INSERT INTO following VALUES ('lanoisette', 'https://followed.example/a', 'x', 'asked', "
        "1)");
    node.object("https://author.example/1", "https://author.example/a", kDay);
    node.object("https://lanoisette.example/o/1", kUs, kDay, true);
    node.write(
        "INSERT INTO reaction (object, kind, host, actor, activity, at) VALUES "
        "('https://lanoisette.example/o/1', 'like', "
        "'liker.example', 'https://liker.example/a', 'x', 1)");
    node.write(
        "INSERT INTO report (activity, origin, host, about, author, objects, reason, at) VALUES "
        "('1', 'server', 'x', "
        "'https://reported.example/a', 'https://reported.example/a', '[]', 'x', 1)");
    node.write(
        "INSERT INTO severed VALUES ('lanoisette', 'https://severed.example/a', 'follower', 'x', "
        "'', 1, " +
        node.at(kDay) + ")");
    node.night();
    CHECK(node.count("SELECT count(*) FROM remote_actor") == 7);
    CHECK(node.count("SELECT count(*) FROM remote_actor WHERE host = 'stranger.example'") == 0);
    CHECK(node.count("SELECT count(*) FROM remote_key") == 7);
    CHECK(node.count("SELECT count(*) FROM peer_host") == 7);
    CHECK(node.count("SELECT count(*) FROM peer_host WHERE host = 'waiting.example'") == 1);
    node.clock.advance(kDay * 31);
    node.night();  // the severed relation, and the profile that only it kept
    CHECK(node.count("SELECT count(*) FROM severed") == 0);
    CHECK(node.count("SELECT count(*) FROM remote_actor WHERE host IN ('severed.example', "
                     "'recent.example')") == 0);
}

TEST_CASE("each kind of row has its end") {
    struct Case {
        const char* insert;  // @ stands for a time
        const char* table;
        std::chrono::milliseconds kept;
    };
    const Case cases[] = {
        {"INSERT INTO object (id, type, actor, local, json, published, updated, deleted) VALUES "
         "('https://a.example/1', 'Note', "
         "'https://a.example/a', 0, '{}', 1, 1, @)",
         "object", kDay * 30},
        {"INSERT INTO undone VALUES ('https://a.example/1', 'x', @)", "undone", kDay * 30},
        {"INSERT INTO severed VALUES ('l', 'https://a.example/a', 'follower', 'x', '', 1, @)",
         "severed", kDay * 30},
        {"INSERT INTO report (activity, origin, host, about, author, objects, reason, at, state, "
         "closed_at) VALUES ('1', 'server', "
         "'x', 'x', 'x', '[]', 'x', 1, 'closed', @)",
         "report", kDay * 365},
        {"INSERT INTO journal (at, account, action, detail) VALUES (@, 'cli', 'x', 'x')", "journal",
         kDay * 365},
        {"INSERT INTO delivery (activity, sender, inbox, host, state, next_at, created_at) VALUES "
         "('x', 'l', 'y', 'h', 'failed', "
         "@, 1)",
         "delivery", kDay * 30},
        {"INSERT INTO job (kind, payload, run_at, state) VALUES ('x', '', @, 'failed')", "job",
         kDay * 30},
        {"INSERT INTO form_once VALUES ('x', 'y', @)", "form_once", hours(1)},
        {"INSERT INTO join_request VALUES ('x', 'email', 'y', 'z', @)", "join_request", kDay * 90},
        {"INSERT INTO moved VALUES ('https://a.example/a', 'y', @, '')", "moved", kDay * 365},
    };
    for (const auto& one : cases) {
        CAPTURE(std::string(one.insert));
        for (const bool due : {false, true}) {
            Old node;
            std::string sql = one.insert;
            const auto ago =
                one.kept + (due ? std::chrono::milliseconds(1) : std::chrono::milliseconds(-1));
            sql.replace(sql.find('@'), 1, node.at(ago));
            node.write(sql);
            node.night();
            CHECK(node.count("SELECT count(*) FROM " + std::string(one.table)) == (due ? 0 : 1));
        }
    }
}

TEST_CASE("what is ours stays: our Tombstones, our way to a new address, open reports") {
    Old node;
    node.write(
        "INSERT INTO object (id, type, actor, local, json, published, updated, deleted) VALUES "
        "('https://lanoisette.example/o/1', 'Note', '" +
        std::string(kUs) + "', 1, '{}', 1, 1, 1)");
    node.write("INSERT INTO moved VALUES ('" + std::string(kUs) +
               "', 'https://new.example/@lanoisette', 1, 'x')");
    node.write(
        "INSERT INTO report (activity, origin, host, about, author, objects, reason, at) VALUES "
        "('1', 'server', 'x', 'x', 'x', "
        "'[]', 'x', 1)");
    node.night();
    CHECK(node.count("SELECT count(*) FROM object") == 1);
    CHECK(node.count("SELECT count(*) FROM moved") == 1);
    CHECK(node.count("SELECT count(*) FROM report") == 1);
}

TEST_CASE("a hundred thousand followers are enough; those who are there may ask again") {
    Old node;
    const Peer ann{kAnn};
    const Peer bob{kBob, &rsa_key(1)};
    node.know(ann);
    node.know(bob);
    node.federation->start();
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + kAnn + "', 'x', 1)");
    node.write(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
        "INSERT INTO follower SELECT 'lanoisette', 'https://many.example/u/' || i, 'x', i FROM n");
    CHECK(node.post(bob.activity("f", "Follow", kUs), bob) == 202);
    CHECK(node.post(ann.activity("f", "Follow", kUs), ann) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM follower") == 100'000);
    CHECK(node.text("SELECT outcome FROM inbox WHERE state = 'refused'") ==
          "no room for another follower");
    CHECK(node.count("SELECT count(*) FROM inbox WHERE state = 'done'") == 1);
}

TEST_CASE("docs/retention.md speaks of every table there is") {
    std::ifstream file(std::string(ESSAIM_SOURCE_DIR) + "/docs/retention.md");
    std::stringstream text;
    text << file.rdbuf();
    REQUIRE(text.str().size() > 1000);
    TestNode node;
    auto reader = node.database.read();
    auto query = reader->query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "AND name NOT LIKE 'search_text_%'");  // FTS5's own
    while (query.step()) {
        CAPTURE(query.text(0));
        CHECK(text.str().find("| `" + query.text(0) + "`") != std::string::npos);
    }
}
