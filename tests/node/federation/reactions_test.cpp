#include "tests/node/federation/social_node.h"

using namespace essaim;
using namespace essaim::test;
using federation::ReactionCounts;
using federation::ReactionKind;

namespace {

json undo_of(const json& original, bool embedded, const Peer& peer = kBob) {
    auto undo =
        peer.activity("undo-" + original["id"].get<std::string>().substr(peer.id.size() + 1),
                      "Undo", original["id"]);
    if (embedded) undo["object"] = original;
    return undo;
}

}  // namespace

TEST_CASE("likes, emojis, dislikes and boosts count once per actor, and an Undo takes them back") {
    struct Case {
        const char* type;
        const char* content;
        ReactionCounts counts;
    };
    const Case cases[] = {{"Like", nullptr, {1, 0, 0}},
                          {"Like", "🎉", {1, 0, 0}},
                          {"EmojiReact", "🌰", {1, 0, 0}},
                          {"Dislike", nullptr, {0, 1, 0}},
                          {"Announce", nullptr, {0, 0, 1}}};
    for (const auto& one : cases) {
        for (const bool embedded : {false, true}) {
            CAPTURE(one.type);
            CAPTURE(embedded);
            SocialNode node;
            const auto object = node.publish("1");
            auto reaction = kBob.activity("r1", one.type, object);
            if (one.content != nullptr) reaction["content"] = one.content;
            node.tell(reaction);
            CHECK(node.counts(object) == one.counts);
            auto again = reaction;  // the same said again with another id
            again["id"] = kBob.id + "/r2";
            node.tell(again);
            CHECK(node.counts(object) == one.counts);
            auto foreign = undo_of(again, embedded);  // eve undoes what bob said
            foreign["id"] = kEve.id + "/u";
            foreign["actor"] = kEve.id;
            node.tell(foreign, kEve);
            CHECK(node.counts(object) == one.counts);
            node.tell(undo_of(again, embedded));
            CHECK(node.counts(object) == ReactionCounts{});
        }
    }
}

TEST_CASE("an Undo whose original has another id finds it by what it says") {
    SocialNode node;
    const auto object = node.publish("1");
    node.tell(kBob.activity("r1", "Like", object));
    node.tell(undo_of(kBob.activity("another", "Like", object), true));
    CHECK(node.counts(object) == ReactionCounts{});
}

TEST_CASE("a reaction that comes after its Undo has no effect") {
    for (const auto* type : {"Like", "Announce"}) {
        CAPTURE(type);
        SocialNode node;
        const auto object = node.publish("1");
        const auto reaction = kBob.activity("r1", type, object);
        node.tell(undo_of(reaction, false));
        node.tell(reaction);
        CHECK(node.counts(object) == ReactionCounts{});
    }
}

TEST_CASE("only what is held, public and a text is reacted to; nothing is fetched for a stranger") {
    SocialNode node;
    const auto object = node.publish("1");
    const auto secret = std::string(kBase) + "/o/secret";
    json letter = {{"id", secret},
                   {"type", "Note"},
                   {"attributedTo", kUs},
                   {"to", {kZoe.id}},
                   {"content", "secret"}};
    node.say(activitypub::make_activity(secret + "#create", "Create", kUs, letter, {kZoe.id}, {},
                                        node.clock.now()));
    node.tell(kBob.activity("warm", "Like", object));  // his key is known from now on
    const auto before = node.internet.requests().size();
    int number = 0;
    for (const auto& target : {secret, object + "#create", std::string(kBase) + "/o/none",
                               std::string("https://victime.example/o/1"), std::string(kUs)}) {
        CAPTURE(target);
        for (const auto* type : {"Like", "Announce", "EmojiReact"}) {
            node.tell(kBob.activity("r" + std::to_string(++number), type, target));
        }
    }
    CHECK(node.internet.requests().size() == before);
    CHECK(node.count("SELECT count(*) FROM reaction") == 1);
    CHECK(node.held() == 0);
}

TEST_CASE("a stored private text does not become public by being announced") {
    SocialNode node;
    node.we_follow(kBob);
    node.we_follow(kEve);
    auto letter = kEve.note("n1", "pour toi");
    letter["to"] = {kUs};
    node.write("INSERT INTO object (id, type, actor, local, json, published, updated) VALUES ('" +
               kEve.id + "/n1', 'Note', '" + kEve.id + "', 0, '" + letter.dump() + "', 1, 1)");
    auto copy = letter;
    copy["to"] = {kEverybody};
    node.tell(kBob.activity("a1", "Announce", copy));
    node.tell(kBob.activity("c1", "Create", copy));  // nor by being said again by another (B4)
    CHECK(node.count("SELECT count(*) FROM reaction") == 0);
    CHECK(node.document(kEve.id + "/n1")["to"] == json{kUs});
}

TEST_CASE(
    "what somebody we follow announces is fetched from its origin, never taken from the Announce") {
    SocialNode node;
    node.we_follow(kBob);
    const auto id = kZoe.id + "/n1";
    node.internet.answer(id, kZoe.note("n1", "vrai").dump());
    auto copy = kZoe.note("n1", "faux");
    node.tell(kBob.activity("a1", "Announce", copy));
    CHECK(node.document(id)["content"] == "vrai");
    CHECK(node.counts(id).boosts == 1);
    CHECK(node.text("SELECT name FROM remote_actor WHERE id = '" + kZoe.id + "'") == "Une voisine");
    node.tell(kBob.activity("a1-undo", "Undo", kBob.id + "/a1"));
    CHECK(node.counts(id).boosts == 0);
}

TEST_CASE("what may not be shown is not kept for having been announced") {
    struct Case {
        const char* what;
        std::function<void(json&)> spoil;
        const char* content_type;
    };
    const Case cases[] = {
        {"private", [](json& note) { note["to"] = {"https://autre.example/users/zoe/followers"}; },
         "application/activity+json"},
        {"another author", [](json& note) { note["attributedTo"] = kBob.id; },
         "application/activity+json"},
        {"another id", [](json& note) { note["id"] = kBob.id + "/n1"; },
         "application/activity+json"},
        {"not ActivityStreams", [](json&) {}, "text/html"},
        {"nothing we show", [](json& note) { note["type"] = "Video"; },
         "application/activity+json"},
        {"an actor", [](json& note) { note["type"] = "Person"; }, "application/activity+json"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.what);
        SocialNode node;
        node.we_follow(kBob);
        auto note = kZoe.note("n1", "secret");
        one.spoil(note);
        node.internet.answer(kZoe.id + "/n1", note.dump(), 200, one.content_type);
        node.tell(kBob.activity("a1", "Announce", kZoe.id + "/n1"));
        CHECK(node.held() == 0);
        CHECK(node.count("SELECT count(*) FROM reaction") == 0);
    }
    SocialNode node;  // nor from a blocked server, which is not even asked
    node.we_follow(kBob);
    node.internet.answer(kZoe.id + "/n1", kZoe.note("n1", "bloqué").dump());
    REQUIRE(node.federation->block("autre.example", "essai"));
    node.tell(kBob.activity("a1", "Announce", kZoe.id + "/n1"));
    CHECK(node.internet.requests_to(kZoe.id + "/n1").empty());
    CHECK(node.held() == 0);
}

TEST_CASE("a group that announces activities shares their texts, and its votes cost no request") {
    SocialNode node;
    const Peer group{"https://forum.example/c/monnaies"};
    node.know(group);
    node.we_follow(group);
    const auto root = kZoe.note("root", "sujet");
    const auto answer = reply_of(kZoe, "answer", kZoe.id + "/root");
    for (const auto& note : {root, answer}) node.internet.answer(note["id"], note.dump());
    node.tell(group.activity("a1", "Announce", create_of(kZoe, root)), group);
    node.tell(group.activity("a2", "Announce", create_of(kZoe, answer)), group);
    CHECK(node.held() == 2);
    CHECK(node.counts(kZoe.id + "/root").boosts == 1);
    CHECK(node.counts(kZoe.id + "/answer").boosts == 0);  // not every answer comes as a boost
    const auto before = node.internet.requests().size();
    node.tell(group.activity("a3", "Announce", kZoe.activity("l1", "Like", root["id"])), group);
    CHECK(node.internet.requests().size() == before);
}

TEST_CASE("reactions go with their text and with their actor") {
    SocialNode node;
    const auto object = node.publish("1");
    node.tell(kBob.activity("r1", "Like", object));
    node.tell(kZoe.activity("r1", "Announce", object), kZoe);
    CHECK(node.counts(object) == ReactionCounts{1, 0, 1});
    node.tell(kZoe.activity("gone", "Delete", kZoe.id), kZoe);
    CHECK(node.counts(object) == ReactionCounts{1, 0, 0});
    node.withdraw(object);
    CHECK(node.count("SELECT count(*) FROM reaction") == 0);

    node.we_follow(kBob);
    node.tell(create_of(kBob, kBob.note("n1", "Bonjour")));
    node.tell(kEve.activity("r2", "Like", kBob.id + "/n1"), kEve);
    CHECK(node.counts(kBob.id + "/n1").likes == 1);
    node.write("DELETE FROM object WHERE id = '" + kBob.id + "/n1'");  // as age does it
    CHECK(node.count("SELECT count(*) FROM reaction") == 0);
}

TEST_CASE("reactions from a blocked server vanish, and return with it") {
    SocialNode node;
    const auto object = node.publish("1");
    node.tell(kBob.activity("r1", "Like", object));
    node.tell(kZoe.activity("r1", "Like", object), kZoe);
    const auto likes = [&] { return node.read(object + "/likes")["totalItems"]; };
    CHECK(likes() == 2);
    REQUIRE(node.federation->block("autre.example", "essai"));
    CHECK(likes() == 1);
    CHECK(node.read(object)["likes"]["totalItems"] == 1);
    REQUIRE(node.federation->moderation().clear("autre.example", "cli"));
    CHECK(likes() == 2);
    REQUIRE(node.federation->moderation().hide(kBob.id, "essai", "cli"));
    CHECK(likes() == 1);
}

TEST_CASE("ten thousand reactions to one text are enough") {
    SocialNode node;
    const auto object = node.publish("1");
    node.write(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
        "INSERT INTO reaction SELECT '" +
        object + "', 'like', 'foule.example', 'https://foule.example/' || i, 'x', 1 FROM n");
    node.tell(kBob.activity("r1", "Like", object));
    CHECK(node.counts(object).likes == 10'000);
}

TEST_CASE("we like and boost what others wrote, once, and take it back") {
    SocialNode node;
    node.we_follow(kBob);
    node.tell(kZoe.activity("f", "Follow", kUs), kZoe);
    node.tell(create_of(kBob, kBob.note("n1", "Bonjour")));
    const auto text = kBob.id + "/n1";
    const auto last = [&](const std::string& type) {
        return json::parse(node.text("SELECT json FROM object WHERE local = 1 AND type = '" + type +
                                     "' ORDER BY id DESC"),
                           nullptr, false);
    };
    const auto inboxes = [&](const std::string& activity) {
        return node.text(
            "SELECT coalesce(group_concat(inbox, ' '), '') FROM (SELECT inbox FROM delivery WHERE "
            "activity = '" +
            activity + "' ORDER BY inbox)");
    };
    node.internet.fail_everything();  // what is sent stays in the table

    for (int twice = 0; twice < 2; ++twice) {
        REQUIRE(node.federation->react(ReactionKind::Like, text));
        REQUIRE(node.federation->react(ReactionKind::Boost, text));
    }
    CHECK(node.counts(text) == ReactionCounts{1, 0, 1});
    const auto like = last("Like");
    CHECK(like["object"] == text);
    CHECK(like["to"] == json{kBob.id});
    CHECK(inboxes(like["id"]) == kBob.id + "/inbox");
    CHECK(node.status(like["id"]) == 200);  // peers ask for it (case 55)
    const auto boost = last("Announce");
    CHECK(boost["object"] == text);
    CHECK(boost["to"] == json{kEverybody});
    CHECK(boost["cc"] == json{std::string(kUs) + "/followers", kBob.id});
    CHECK(boost.contains("proof"));
    CHECK(inboxes(boost["id"]) == kZoe.id + "/inbox " + kBob.id + "/inbox");
    CHECK(node.read(std::string(kUs) + "/outbox?page=1")["orderedItems"][0]["id"] == boost["id"]);
    CHECK(node.count("SELECT count(*) FROM object WHERE type IN ('Like', 'Announce')") == 2);

    REQUIRE(node.federation->unreact(ReactionKind::Like, text));
    REQUIRE(node.federation->unreact(ReactionKind::Boost, text));
    REQUIRE(node.federation->unreact(ReactionKind::Boost, text));
    CHECK(node.counts(text) == ReactionCounts{});
    CHECK(node.count("SELECT count(*) FROM object WHERE type = 'Undo'") == 2);
    const auto undo = last("Undo");
    CHECK(undo["object"]["id"] == boost["id"]);
    CHECK(undo["object"]["object"] == text);
    CHECK_FALSE(undo["object"].contains("proof"));
    CHECK(inboxes(undo["id"]) == kZoe.id + "/inbox " + kBob.id + "/inbox");
    CHECK(inboxes(boost["id"]).empty());  // it need not arrive any more
    CHECK(node.status(boost["id"]) == 410);
    CHECK(node.status(like["id"]) == 404);
    CHECK(node.read(std::string(kUs) + "/outbox")["totalItems"] == 0);
}

TEST_CASE("we react to nothing of our own, nothing unknown, and to nobody who cannot be told") {
    SocialNode node;
    const auto ours = node.publish("1");
    const auto fault = [&](const std::string& object) {
        const auto done = node.federation->react(ReactionKind::Like, object);
        return done ? Fault::Internal : done.error().fault;
    };
    CHECK(fault(ours) == Fault::Conflict);
    CHECK(fault("https://autre.example/rien") == Fault::NotFound);
    node.we_follow(kBob);
    node.tell(create_of(kBob, kBob.note("n1", "Bonjour")));
    node.write("DELETE FROM remote_actor");
    CHECK(fault(kBob.id + "/n1") == Fault::Unavailable);
    node.fetch_missing();
    CHECK(node.federation->react(ReactionKind::Like, kBob.id + "/n1"));
}

TEST_CASE("what an address leads to is brought here once, to be answered or liked") {
    SocialNode node;
    node.internet.answer(kZoe.id + "/n1", kZoe.note("n1", "Bonjour").dump());
    const auto id = node.federation->bring(kZoe.id + "/n1");
    REQUIRE(id);
    CHECK(*id == kZoe.id + "/n1");
    CHECK(node.federation->bring(*id) == *id);
    CHECK(node.internet.requests_to(*id).size() == 1);
    CHECK(node.federation->react(ReactionKind::Like, *id));
    const auto nothing = node.federation->bring(kZoe.id + "/none");
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().detail ==
          "Ce serveur ne répond pas pour le moment. Réessayez plus tard.");
}
