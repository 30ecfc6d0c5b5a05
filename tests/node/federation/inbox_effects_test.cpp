#include "peer.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/federation/inbox_action.h"
#include "node/federation/outbox.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
const Peer kSibling{"https://gironde.example/users/eve", &rsa_key(1)};

struct Running : TestNode {
    Running() {
        know(kBob);
        know(kSibling);
        for (const auto* type : {"Create", "Update", "Delete"}) {
            federation->inbox_registry().on(
                type, "*",
                [this, type](storage::Connection&,
                             const federation::Incoming& incoming) -> Result<void> {
                    handled.with([&](auto& all) {
                        all.push_back(type + (" " + incoming.activity.object_id));
                    });
                    return {};
                });
        }
        federation->start();
    }
    ~Running() { federation->stop(); }
    void tell(const json& activity, const Peer& signer = kBob) {
        CHECK(post(activity, signer) == 202);
        settle();
    }
    std::vector<std::string> calls() {
        return handled.with([](auto& all) { return all; });
    }
    // The answers that wait for delivery, or were tried.
    json sent(const std::string& type) {
        auto reader = database.read();
        auto query = reader
                         ->query(
                             "SELECT o.json FROM object o JOIN delivery d ON d.activity = o.id "
                             "WHERE o.type = ? ORDER BY o.published DESC, d.id DESC")
                         .arg(type);
        return query.step() ? json::parse(query.text(0)) : json();
    }
    base::Guarded<std::vector<std::string>> handled;
};

json undo_of(const json& original, bool embedded) {
    auto undo = kBob.activity("undo", "Undo", original["id"]);
    if (embedded) undo["object"] = original;
    return undo;
}

}  // namespace

TEST_CASE("a Follow is stored and answered by an Accept that embeds it") {
    Running node;
    const auto follow = kBob.activity("f", "Follow", kUs);
    node.tell(follow);
    CHECK(node.count("SELECT count(*) FROM follower WHERE local_name = 'lanoisette'") == 1);
    const auto accept = node.sent("Accept");
    CHECK(accept["actor"] == kUs);
    CHECK(accept["object"]["id"] == follow["id"]);
    CHECK(accept["object"]["type"] == "Follow");
    CHECK(accept["object"]["actor"] == kBob.id);
    CHECK(node.text("SELECT inbox FROM delivery") == kBob.id + "/inbox");
    const auto followers = node.federation->followers();
    REQUIRE(followers.size() == 1);
    CHECK(followers[0].handle == "bob@gironde.example");
    CHECK(followers[0].name == "Une voisine");

    node.tell(kBob.activity("f2", "Follow", kUs));  // again: Accept again
    CHECK(node.count("SELECT count(*) FROM follower") == 1);
    CHECK(node.count("SELECT count(*) FROM object WHERE type = 'Accept'") == 2);
}

TEST_CASE("an Undo ends a Follow, by id or embedded, and only one's own") {
    for (const bool embedded : {false, true}) {
        CAPTURE(embedded);
        Running node;
        const auto follow = kBob.activity("f", "Follow", kUs);
        node.tell(follow);
        auto foreign = undo_of(follow, embedded);
        foreign["id"] = kSibling.id + "/u";
        foreign["actor"] = kSibling.id;
        node.tell(foreign, kSibling);
        CHECK(node.count("SELECT count(*) FROM follower") == 1);
        node.tell(undo_of(follow, embedded));
        CHECK(node.count("SELECT count(*) FROM follower") == 0);
    }
}

TEST_CASE("case 47: who got a post and left since hears of its deletion, once, and of no new one") {
    Running node;
    const auto base = std::string("https://lanoisette.example/o/");
    const auto publish = [&](const std::string& type, const std::string& name) {
        const json object = {{"id", base + name},
                             {"type", type == "Delete" ? "Tombstone" : "Note"},
                             {"attributedTo", kUs},
                             {"content", "x"}};
        const auto activity =
            activitypub::make_activity(base + name + "#" + type, type, kUs, object,
                                       {"https://www.w3.org/ns/activitystreams#Public"},
                                       {std::string(kUs) + "/followers"}, node.clock.now());
        REQUIRE(node.database.write([&](storage::Connection& connection) {
            return node.federation->outbox().publish(connection, activity,
                                                     federation::Listing::Listed, node.clock.now());
        }));
    };
    const auto sent = [&](const std::string& id) {
        return node.count("SELECT count(*) FROM delivery WHERE activity = '" + id + "'");
    };
    const auto follow = kBob.activity("f", "Follow", kUs);
    node.tell(follow);
    publish("Create", "1");
    CHECK(sent(base + "1#Create") == 1);
    node.tell(undo_of(follow, false));
    publish("Create", "2");
    CHECK(sent(base + "2#Create") == 0);
    publish("Delete", "1");
    CHECK(sent(base + "1#Delete") == 1);
}

TEST_CASE("a Follow that comes after its Undo has no effect") {
    Running node;
    const auto follow = kBob.activity("f", "Follow", kUs);
    node.tell(undo_of(follow, true));
    node.tell(follow);
    CHECK(node.count("SELECT count(*) FROM follower") == 0);
}

TEST_CASE("nobody takes the place of an Undo that another server's actor may send") {
    Running node;
    const Peer eve{"https://evil.example/@eve", &rsa_key(1)};
    node.know(eve);
    const auto follow = kBob.activity("f", "Follow", kUs);
    node.tell(eve.activity("u", "Undo", follow["id"]), eve);
    CHECK(node.count("SELECT count(*) FROM undone") == 0);
    node.tell(undo_of(follow, false));
    node.tell(follow);
    CHECK(node.count("SELECT count(*) FROM follower") == 0);
}

TEST_CASE("only the one we asked accepts or rejects our own request") {
    Running node;
    node.write("INSERT INTO following VALUES ('lanoisette', '" + kBob.id + "', '" + kUs +
               "/f1', 'asked', 1)");
    const auto follow = activitypub::make_follow(std::string(kUs) + "/f1", kUs, kBob.id);
    const auto state = [&] { return node.text("SELECT state FROM following"); };
    node.tell(kSibling.activity("a", "Accept", follow), kSibling);
    CHECK(state() == "asked");
    node.tell(kBob.activity("a0", "Accept", std::string(kUs) + "/other"));
    CHECK(state() == "asked");
    node.tell(kBob.activity("a1", "Accept", std::string(kUs) + "/f1"));
    CHECK(state() == "accepted");
    node.tell(kBob.activity("r", "Reject", follow));
    CHECK(state() == "rejected");
    CHECK(node.count("SELECT count(*) FROM inbox WHERE state = 'refused'") == 2);
}

TEST_CASE("what those we follow publish is kept and handed to its feature, once") {
    Running node;
    node.we_follow(kBob);
    const auto note = kBob.note("n1", "Bonjour");
    node.tell(kBob.activity("c1", "Create", note));
    node.tell(kBob.activity("c1", "Create", note));
    node.tell(kBob.activity("c2", "Create", note));
    CHECK(node.calls() == std::vector<std::string>{"Create " + kBob.id + "/n1"});
    auto older = note;
    older["updated"] = "2026-05-01T00:00:00Z";
    older["content"] = "ancien";
    node.tell(kBob.activity("u0", "Update", older));
    auto newer = note;
    newer["updated"] = "2026-06-01T11:00:00Z";
    newer["content"] = "nouveau";
    node.tell(kBob.activity("u1", "Update", newer));
    CHECK(node.calls().size() == 2);
    CHECK(node.text("SELECT json FROM object WHERE type = 'Note'").find("nouveau") !=
          std::string::npos);
    CHECK(node.count("SELECT count(*) FROM inbox WHERE body <> ''") == 0);
}

TEST_CASE("what strangers publish is not kept, unless it speaks to us") {
    Running node;
    node.tell(kBob.activity("c1", "Create", kBob.note("n1", "publicité")));
    CHECK(node.count("SELECT count(*) FROM object") == 0);
    CHECK(node.calls().empty());
    auto mention = kBob.note("n2", "bonjour la Noisette");
    mention["cc"] = {kUs};
    node.tell(kBob.activity("c2", "Create", mention));
    CHECK(node.calls().size() == 1);
    const auto before = node.internet.requests().size();
    node.tell(kBob.activity("c3", "Create", kBob.id + "/n3"));  // only named: not even asked
    CHECK(node.internet.requests().size() == before);
}

TEST_CASE("nobody writes, edits or deletes for another") {
    Running node;
    node.we_follow(kBob);
    node.we_follow(kSibling);
    node.tell(kBob.activity("c1", "Create", kBob.note("n1", "Bonjour")));
    int number = 0;
    for (const auto* author : {"1", "lanoisette", kUs}) {
        const auto name = "forged" + std::to_string(++number);
        auto note = kBob.note(name, "faux");
        note["attributedTo"] = author;
        node.tell(kBob.activity("create-" + name, "Create", note));
    }
    auto several = kBob.note("several", "faux");
    several["attributedTo"] = {kBob.id};
    node.tell(kBob.activity("cs", "Create", several));
    auto stolen = kBob.note("n1", "faux");
    stolen["updated"] = "2026-06-01T11:30:00Z";
    node.tell(kSibling.activity("u", "Update", stolen), kSibling);
    node.tell(kSibling.activity("d", "Delete", kBob.id + "/n1"), kSibling);
    CHECK(node.calls().size() == 1);
    CHECK(node.count("SELECT count(*) FROM object WHERE deleted IS NULL") == 1);
    CHECK(node.text("SELECT json FROM object").find("faux") == std::string::npos);
}

TEST_CASE("a private note is not kept where only public things are shown") {
    Running node;
    node.we_follow(kBob);
    auto note = kBob.note("n1", "secret");
    note["to"] = {kUs};
    node.tell(kBob.activity("c1", "Create", note));
    CHECK(node.calls().empty());
    CHECK(node.count("SELECT count(*) FROM object") == 0);
}

TEST_CASE("what is only named is fetched from its origin") {
    Running node;
    node.we_follow(kBob);
    auto note = kBob.note("n1", "Bonjour");
    node.internet.answer(kBob.id + "/n1", note.dump());
    node.tell(kBob.activity("c1", "Create", kBob.id + "/n1"));
    CHECK(node.calls().size() == 1);
    node.internet.answer(kBob.id + "/n2", kBob.note("n2", "page").dump(), 200, "text/html");
    node.tell(kBob.activity("c2", "Create", kBob.id + "/n2"));
    CHECK(node.calls().size() == 1);
}

TEST_CASE("a Delete buries, even what has not come yet") {
    Running node;
    node.we_follow(kBob);
    node.tell(kBob.activity("c1", "Create", kBob.note("n1", "Bonjour")));
    node.tell(kBob.activity("d1", "Delete", json{{"id", kBob.id + "/n1"}, {"type", "Tombstone"}}));
    CHECK(node.calls().back() == "Delete " + kBob.id + "/n1");
    CHECK(node.text("SELECT json FROM object WHERE id LIKE '%/n1'").find("Bonjour") ==
          std::string::npos);
    node.tell(kBob.activity("d2", "Delete", kBob.id + "/n2"));
    node.tell(kBob.activity("c2", "Create", kBob.note("n2", "trop tard")));
    node.tell(kBob.activity("c3", "Create", kBob.note("n1", "revenu")));
    CHECK(node.count("SELECT count(*) FROM object WHERE deleted IS NULL") == 0);
    CHECK(node.calls().size() == 2);
}

TEST_CASE("an actor who leaves takes all of theirs along") {
    Running node;
    node.we_follow(kBob);
    node.tell(kBob.activity("f", "Follow", kUs));
    node.tell(kBob.activity("c1", "Create", kBob.note("n1", "Bonjour")));
    node.tell(kBob.activity("d", "Delete", kBob.id));
    CHECK(node.federation->followers().empty());
    CHECK(node.federation->following().empty());
    CHECK(node.calls().back() == "Delete " + kBob.id + "/n1");
    CHECK(node.count("SELECT count(*) FROM remote_actor") == 0);
}

TEST_CASE("an actor's Update is read at its own address") {
    Running node;
    node.tell(kBob.activity("f", "Follow", kUs));
    auto document = kBob.document();
    document["name"] = "Le nouveau nom";
    node.internet.answer(kBob.id, document.dump());
    auto lie = document;
    lie["name"] = "menti";
    node.tell(kBob.activity("u", "Update", lie));
    CHECK(node.federation->followers().at(0).name == "Le nouveau nom");
}

TEST_CASE("nobody makes us write to an inbox of somebody else") {
    Running node;
    auto document = kBob.document();
    document["inbox"] = "https://victime.example/inbox";
    document["endpoints"] = {{"sharedInbox", "https://victime.example/inbox"}};
    node.internet.answer(kBob.id, document.dump());
    node.tell(kBob.activity("f", "Follow", kUs));
    CHECK(node.federation->followers().empty());
    CHECK(node.count("SELECT count(*) FROM delivery") == 0);
}

TEST_CASE("a Block ends what was between us") {
    Running node;
    node.we_follow(kBob);
    node.tell(kBob.activity("f", "Follow", kUs));
    node.tell(kBob.activity("b", "Block", kUs));
    CHECK(node.federation->followers().empty());
    CHECK(node.federation->following().empty());
}

TEST_CASE("what cannot be fetched now is tried again; what is unknown is done") {
    Running node;
    node.we_follow(kBob);
    node.internet.fail(kBob.id + "/n1");
    CHECK(node.post(kBob.activity("c1", "Create", kBob.id + "/n1"), kBob) == 202);
    node.settle();
    CHECK(node.text("SELECT state FROM inbox") == "waiting");
    node.internet.answer(kBob.id + "/n1", kBob.note("n1", "Bonjour").dump());
    node.clock.advance(std::chrono::seconds(30));
    for (int i = 0; i < 500 && node.calls().empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(node.calls().size() == 1);
    node.tell(kBob.activity("x", "Wobble", kUs));
    CHECK(node.text("SELECT state FROM inbox ORDER BY position DESC") == "done");
}

TEST_CASE("what waited when the node stopped is done when it starts") {
    TestNode node;
    node.know(kBob);
    CHECK(node.post(kBob.activity("f", "Follow", kUs), kBob) == 202);
    CHECK(node.federation->followers().empty());
    node.federation->start();
    node.settle();
    CHECK(node.federation->followers().size() == 1);
}

TEST_CASE("one server cannot fill the queue of all") {
    TestNode node;  // not started: nothing is taken out
    node.know(kBob);
    const Peer other{"https://autre.example/users/zoe", &rsa_key(1)};
    node.know(other);
    int refused = 0;
    for (int i = 0; i < 1010; ++i) {
        const auto status = node.post(kBob.activity(std::to_string(i), "Like", kUs), kBob);
        if (status == 503) ++refused;
    }
    CHECK(refused == 10);
    CHECK(node.post(other.activity("1", "Like", kUs), other) == 202);
}

TEST_CASE("what other software really sends never ends in a fault of ours") {
    const std::filesystem::path folder =
        std::string(ESSAIM_SOURCE_DIR) + "/../shared/data/fixtures";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: no fixtures here");
        return;
    }
    Running node;
    int seen = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto path = entry.path().string();
        if (!path.ends_with(".json") || path.find("/activities/") == std::string::npos) continue;
        CAPTURE(path);
        std::ifstream file(entry.path());
        std::stringstream bytes;
        bytes << file.rdbuf();
        const auto document = json::parse(bytes.str());
        const auto actor = activitypub::text_or_id(document, "actor");
        ++seen;
        if (!activitypub::is_iri(actor)) {
            CHECK(node.post(document, kBob) == 400);
            continue;
        }
        node.write("INSERT OR IGNORE INTO following VALUES ('lanoisette', '" + actor +
                   "', 'x', 'accepted', 1)");
        Peer peer{actor};
        node.internet.answer(actor, peer.document().dump());
        const auto status = node.post(document, peer);
        CHECK((status == 202 || status == 400));
    }
    node.settle();
    CHECK(seen > 40);
    CHECK(node.count("SELECT count(*) FROM inbox WHERE state = 'done'") > 20);
    auto reader = node.database.read();
    auto query = reader->query("SELECT activity, outcome FROM inbox WHERE state = 'refused'");
    while (query.step()) MESSAGE(query.text(0), ": ", query.text(1));
}
