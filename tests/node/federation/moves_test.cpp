#include "tests/node/federation/identity_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

const Peer kOldBob{"https://gironde.example/@bob"};
const Peer kNewBob{"https://nouveau.example/@bob", &rsa_key(1)};

json moved_document(const json& changes, const Peer& peer) {
    auto document = peer.document();
    document.update(changes);
    return document;
}

// Bob, whom we follow, went from gironde to nouveau.
struct Moving : IdentityNode {
    Moving() {
        both_say_so();
        for (const auto* peer : {&kOldBob, &kNewBob}) internet.answer(peer->id + "/inbox", "", 202);
        federation->start();
    }
    void both_say_so() {
        internet.answer(kOldBob.id, moved_document({{"movedTo", kNewBob.id}}, kOldBob).dump());
        internet.answer(kNewBob.id,
                        moved_document({{"alsoKnownAs", {kOldBob.id}}}, kNewBob).dump());
    }
    json move(const std::string& name = "move", const std::string& target = kNewBob.id) const {
        auto activity = kOldBob.activity(name, "Move", kOldBob.id);
        activity["target"] = target;
        return activity;
    }
    void tell(const json& activity, const Peer& signer = kOldBob) {
        CHECK(post(activity, signer) == 202);
        settle();
    }
    std::string followed() {
        return text(
            "SELECT group_concat(actor || ' ' || state, ', ') FROM (SELECT * FROM following ORDER "
            "BY actor)");
    }
};

}  // namespace

TEST_CASE(
    "case 67: who moved and says so on both sides is followed at the new address and left at the "
    "old one") {
    Moving node;
    node.we_follow(kOldBob);
    node.tell(node.move());
    CHECK(node.followed() == kNewBob.id + " asked");
    REQUIRE(node.delivered());
    const auto follow = json::parse(node.internet.requests_to(kNewBob.id + "/inbox").at(0).body);
    CHECK(follow["type"] == "Follow");
    CHECK(follow["object"] == kNewBob.id);
    const auto undo = json::parse(node.internet.requests_to(kOldBob.id + "/inbox").at(0).body);
    CHECK(undo["type"] == "Undo");
    CHECK(undo["object"]["object"] == kOldBob.id);
    CHECK(undo["object"]["id"] == std::string(kUs) + "/f1");
    // Said twice, it is done once.
    node.tell(node.move("again"));
    REQUIRE(node.delivered());
    CHECK(node.internet.requests_to(kNewBob.id + "/inbox").size() == 1);
}

TEST_CASE("case 67: a follower who moved gets nothing at the new address until it follows") {
    Moving node;
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + kOldBob.id + "', 'x', 1)");
    node.tell(node.move());
    CHECK(node.text("SELECT group_concat(actor) FROM follower") == kOldBob.id);
    CHECK(node.internet.requests_to(kNewBob.id).empty());
    CHECK(node.count("SELECT count(*) FROM delivery") == 0);
}

TEST_CASE("case 67: a Move is not believed unless both sides, asked now, name each other") {
    struct Case {
        const char* what;
        json origin;
        json target;
        std::string to = kNewBob.id;
    };
    const Case cases[] = {
        {"no way back", {{"movedTo", kNewBob.id}}, json::object()},
        {"names another",
         {{"movedTo", kNewBob.id}},
         {{"alsoKnownAs", {"https://gironde.example/@eve"}}}},
        {"no movedTo", json::object(), {{"alsoKnownAs", {kOldBob.id}}}},
        {"movedTo elsewhere",
         {{"movedTo", "https://evil.example/@bob"}},
         {{"alsoKnownAs", {kOldBob.id}}}},
        {"to itself",
         {{"movedTo", kOldBob.id}, {"alsoKnownAs", {kOldBob.id}}},
         json::object(),
         kOldBob.id},
        {"to us", {{"movedTo", kUs}}, json::object(), kUs},
        {"to nobody",
         {{"movedTo", "https://vide.example/@x"}},
         json::object(),
         "https://vide.example/@x"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.what);
        Moving node;
        node.internet.answer(kOldBob.id, moved_document(one.origin, kOldBob).dump());
        node.internet.answer(kNewBob.id, moved_document(one.target, kNewBob).dump());
        node.we_follow(kOldBob);
        node.tell(node.move("move", one.to));
        CHECK(node.followed() == kOldBob.id + " accepted");
        CHECK(node.count("SELECT count(*) FROM moved") == 0);
    }
}

TEST_CASE("case 67: a second Move within seven days is ignored, a later one is not") {
    Moving node;
    const Peer third{"https://troisieme.example/@bob"};
    node.we_follow(kOldBob);
    node.tell(node.move());
    REQUIRE(node.count("SELECT count(*) FROM following WHERE state = 'asked'") == 1);
    node.we_follow(kOldBob);  // somebody followed the old address once more
    node.internet.answer(kOldBob.id, moved_document({{"movedTo", third.id}}, kOldBob).dump());
    node.internet.answer(third.id, moved_document({{"alsoKnownAs", {kOldBob.id}}}, third).dump());
    node.tell(node.move("soon", third.id));
    CHECK(node.count("SELECT count(*) FROM following WHERE actor LIKE '%troisieme%'") == 0);
    node.clock.advance(24h * 7 + 1min);
    node.tell(node.move("later", third.id));
    CHECK(node.count("SELECT count(*) FROM following WHERE actor LIKE '%troisieme%'") == 1);
}

TEST_CASE("nothing is fetched for the Move of a stranger, nor to a blocked server") {
    Moving node;
    const Peer stranger{"https://inconnu.example/@x"};
    node.know(stranger);
    auto move = stranger.activity("m", "Move", stranger.id);
    move["target"] = "https://vide.example/@x";
    node.tell(move, stranger);
    CHECK(node.internet.requests_to("https://vide.example/@x").empty());
    CHECK(node.internet.requests_to(stranger.id).size() == 1);  // its key

    node.we_follow(kOldBob);
    REQUIRE(node.federation->block("nouveau.example", "essai"));
    node.tell(node.move());
    CHECK(node.internet.requests_to(kNewBob.id).empty());
    CHECK(node.followed() == kOldBob.id + " accepted");
}

TEST_CASE("somebody else's Move is not theirs to say") {
    Moving node;
    node.we_follow(kOldBob);
    const Peer eve{"https://gironde.example/@eve"};
    node.know(eve);
    auto move = eve.activity("m", "Move", kOldBob.id);
    move["target"] = kNewBob.id;
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + eve.id + "', 'x', 1)");
    node.tell(move, eve);
    CHECK(node.followed() == kOldBob.id + " accepted");
}

TEST_CASE("on the new node an old address becomes an alias, which everybody is told") {
    IdentityNode node;
    node.server("gironde.example");
    node.know(kOldBob);
    node.federation->start();
    const auto alias = node.identity().moves.add_alias(kOldBob.id);
    REQUIRE(alias);
    CHECK(alias->actor == kOldBob.id);
    CHECK(alias->handle == "@bob@gironde.example");
    CHECK(parsed(node.get("/@lanoisette"))["alsoKnownAs"] == json{kOldBob.id});
    REQUIRE(node.delivered());
    CHECK(json::parse(node.received("gironde.example")[0].body)["object"]["alsoKnownAs"] ==
          json{kOldBob.id});
    CHECK(node.identity().moves.aliases().size() == 1);
    REQUIRE(node.identity().moves.remove_alias(kOldBob.id));
    CHECK_FALSE(parsed(node.get("/@lanoisette")).contains("alsoKnownAs"));
    CHECK_FALSE(node.identity().moves.remove_alias(kOldBob.id));
    CHECK_FALSE(node.identity().moves.add_alias("https://vide.example/@x"));
    CHECK_FALSE(node.identity().moves.add_alias(kUs));
}

TEST_CASE(
    "the association moves: the document says so before Move is said, and nothing new is "
    "published") {
    IdentityNode node;
    const Peer home{"https://nouvelle.example/@noisette"};
    node.server("gironde.example", "miel", true);
    node.know(home);
    node.internet.answer(home.id + "/inbox", "", 202);
    node.federation->start();
    const auto not_yet = node.identity().moves.move_to(home.id);
    REQUIRE_FALSE(not_yet);
    CHECK(not_yet.error().fault == Fault::Unprocessable);
    CHECK_FALSE(node.identity().moves.examine(home.id)->names_us);
    CHECK_FALSE(parsed(node.get("/@lanoisette")).contains("movedTo"));

    node.internet.answer(home.id, moved_document({{"alsoKnownAs", {kUs}}}, home).dump());
    CHECK(node.identity().moves.examine(home.id)->names_us);
    const auto moved = node.identity().moves.move_to(home.id);
    REQUIRE(moved);
    CHECK(moved->handle == "@noisette@nouvelle.example");
    CHECK(parsed(node.get("/@lanoisette"))["movedTo"] == home.id);
    REQUIRE(node.delivered());
    CHECK(node.types("gironde.example") == std::vector<std::string>{"Update", "Move"});
    const auto move = json::parse(node.received("gironde.example")[1].body);
    CHECK(move["object"] == kUs);
    CHECK(move["target"] == home.id);
    CHECK(move["to"] == json{std::string(kUs) + "/followers"});

    const json note = {{"id", std::string(kOrigin) + "/o/1"},
                       {"type", "Note"},
                       {"attributedTo", kUs},
                       {"content", "x"}};
    const auto said = node.database.write([&](storage::Connection& connection) {
        return node.federation->outbox().publish(
            connection,
            activitypub::make_activity(std::string(kOrigin) + "/o/1#create", "Create", kUs, note,
                                       {"https://www.w3.org/ns/activitystreams#Public"}, {},
                                       node.clock.now()),
            federation::Listing::Listed, node.clock.now());
    });
    REQUIRE_FALSE(said);
    CHECK(said.error().fault == Fault::Conflict);
    const auto twice = node.identity().moves.move_to(home.id);
    REQUIRE_FALSE(twice);
    CHECK(twice.error().fault == Fault::Conflict);
}

TEST_CASE(
    "going back takes seven days, and a move that was written down but not said is said at the "
    "next start") {
    IdentityNode node;
    const Peer home{"https://nouvelle.example/@noisette"};
    node.server("gironde.example", "miel", true);
    node.write("INSERT INTO moved (actor, target, at) VALUES ('" + std::string(kUs) + "', '" +
               home.id + "', " + std::to_string(base::to_millis(node.clock.now())) + ")");
    node.federation->start();
    REQUIRE(node.delivered());
    CHECK(node.types("gironde.example") == std::vector<std::string>{"Move"});
    REQUIRE(node.identity().moves.moved());
    const auto early = node.identity().moves.come_back();
    REQUIRE_FALSE(early);
    CHECK(early.error().fault == Fault::Conflict);
    node.clock.advance(24h * 7);
    REQUIRE(node.identity().moves.come_back());
    CHECK_FALSE(node.identity().moves.moved());
    CHECK_FALSE(parsed(node.get("/@lanoisette")).contains("movedTo"));
    node.say("1");
}
