#include "node/federation/quotes.h"

#include "node/federation/retention.h"
#include "tests/node/federation/social_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

// A public note of `peer` that quotes `post`.
json quoting_note(const Peer& peer, const std::string& name, const std::string& post) {
    auto note = peer.note(name, "Je cite");
    note["quote"] = post;
    return note;
}

json request_of(const Peer& peer, const std::string& name, const std::string& post,
                json instrument) {
    auto request = peer.activity(name, "QuoteRequest", post);
    request["instrument"] = std::move(instrument);
    request["to"] = json::array({kUs});
    return request;
}

class QuotingNode : public SocialNode {
  public:
    // The last answer we sent.
    json answer() {
        return json::parse(
            text("SELECT json FROM object WHERE local = 1 AND type IN ('Accept', 'Reject') "
                 "ORDER BY rowid DESC LIMIT 1"),
            nullptr, false);
    }
    // "Accept", "Reject", or "" if we said nothing.
    std::string answer_to(const json& request, const Peer& signer = kBob) {
        const auto before = answers();
        tell(request, signer);
        const auto said = answers() - before;
        CHECK(said <= 1);
        return said == 0 ? "" : answer()["type"].get<std::string>();
    }
    std::int64_t answers() {
        return count(
            "SELECT count(*) FROM object WHERE local = 1 AND type IN ('Accept', 'Reject')");
    }
    std::int64_t in_force() {
        return count("SELECT count(*) FROM quote_authorization WHERE revoked_at IS NULL");
    }
    // Bob quotes it with our consent; the authorization's IRI.
    std::string agreed(const std::string& post, const std::string& name = "q") {
        CHECK(answer_to(request_of(kBob, "r-" + name, post, quoting_note(kBob, name, post))) ==
              "Accept");
        return answer()["result"];
    }
    // Until every quote that waits was looked at.
    void check_quotes() {
        for (int i = 0; i < 500 && count("SELECT count(*) FROM quote WHERE state = 'waiting' "
                                         "AND attempts = 0") > 0;
             ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    std::string state(const std::string& object) {
        return text("SELECT state FROM quote WHERE object = '" + object + "'");
    }
};

std::string path_of(const std::string& iri) { return iri.substr(std::string(kBase).size()); }

}  // namespace

TEST_CASE(
    "case 50: who asks to quote a public text gets an authorization that stands at its address") {
    QuotingNode node;
    const auto post = node.publish("1");
    const auto policy = node.read(post)["interactionPolicy"];
    CHECK(policy == json{{"canQuote", {{"automaticApproval", {kEverybody}}}}});
    const auto note = quoting_note(kBob, "q", post);
    const auto request = request_of(kBob, "r", post, note);
    CHECK(node.answer_to(request) == "Accept");
    const auto accept = node.answer();
    CHECK(accept["actor"] == kUs);
    CHECK(accept["to"] == json::array({kBob.id}));
    CHECK(accept["object"]["id"] == request["id"]);
    CHECK(accept["object"]["instrument"] == note["id"]);
    CHECK(node.internet.requests_to(note["id"]).empty());  // it was all there

    const std::string id = accept["result"];
    CHECK(id.starts_with(post + "/quote_authorizations/"));
    const auto served = node.get(path_of(id));
    CHECK(served.status == 200);
    const auto document = json::parse(served.body);
    CHECK(document["id"] == id);
    CHECK(document["type"] == "QuoteAuthorization");
    CHECK(document["attributedTo"] == kUs);
    CHECK(document["interactingObject"] == note["id"]);
    CHECK(document["interactionTarget"] == post);

    // Asked once more, by another id: the same one.
    CHECK(node.answer_to(request_of(kBob, "r2", post, note["id"])) == "Accept");
    CHECK(node.answer()["result"] == id);
    CHECK(node.in_force() == 1);
}

TEST_CASE(
    "case 50: taken back, an authorization is 404, its Delete goes out, and it is not given "
    "again") {
    QuotingNode node;
    const auto post = node.publish("1");
    const auto id = node.agreed(post);
    CHECK_FALSE(node.federation->revoke_quote(id + "0"));
    REQUIRE(node.federation->revoke_quote(id));
    CHECK(node.status(id) == 404);
    const auto removal = json::parse(
        node.text("SELECT json FROM object WHERE local = 1 AND type = 'Delete'"), nullptr, false);
    CHECK(removal["object"]["id"] == id);
    CHECK(removal["cc"] == json::array({std::string(kUs) + "/followers", kBob.id}));
    CHECK_FALSE(node.federation->revoke_quote(id));  // twice
    CHECK(node.answer_to(request_of(kBob, "again", post, quoting_note(kBob, "q", post))) ==
          "Reject");
    CHECK(node.in_force() == 0);
}

TEST_CASE("B12: nobody gets an authorization but the author of a public post that quotes ours") {
    QuotingNode node;
    const auto post = node.publish("1");
    const auto other = node.publish("2");
    const auto good = quoting_note(kBob, "q", post);
    const auto with = [&](const char* name, json value) {
        auto note = good;
        note[name] = std::move(value);
        return note;
    };
    const auto zoes = quoting_note(kZoe, "z", post);
    const auto eves = quoting_note(kEve, "e", post);
    node.internet.answer(zoes["id"], zoes.dump());
    node.internet.answer(eves["id"], eves.dump());
    node.internet.answer(kBob.id + "/nothing", kBob.note("nothing", "Rien").dump());
    struct Case {
        const char* what;
        json instrument;
    };
    const Case cases[] = {
        {"another server's post, named", zoes["id"]},
        {"another server's post, embedded", zoes},
        {"a neighbour's post, named", eves["id"]},
        {"a neighbour's post, embedded", eves},
        {"a neighbour's name on it", with("attributedTo", kEve.id)},
        {"several names on it", with("attributedTo", json::array({kBob.id, kEve.id}))},
        {"it quotes nothing", with("quote", nullptr)},
        {"it quotes another text", with("quote", other)},
        {"it is not public", with("to", json::array({kBob.id + "/followers"}))},
        {"it quotes nothing, at its address", kBob.id + "/nothing"},
        {"it is not there", kBob.id + "/404"}};
    node.internet.answer(kBob.id + "/404", "", 404);
    int turn = 0;
    for (const auto& one : cases) {
        CAPTURE(one.what);
        CHECK(node.answer_to(request_of(kBob, "r" + std::to_string(++turn), post,
                                        one.instrument)) == "Reject");
    }
    CHECK(node.count("SELECT count(*) FROM quote_authorization") == 0);

    // Of what is not there for them, nobody learns more than of what never was.
    const auto letter = std::string(kBase) + "/o/letter";
    node.say(activitypub::make_activity(
        letter + "#create", "Create", kUs,
        json{{"id", letter}, {"type", "Note"}, {"attributedTo", kUs}, {"content", "Secret"}},
        {kZoe.id}, {}, node.clock.now()));
    REQUIRE(node.federation->moderation().hide(other, "essai", "test"));
    const auto follow = std::string(kBase) + "/a/1";
    for (const auto& about : {letter, other, std::string(kBase) + "/o/never", follow,
                              std::string(kUs), kZoe.id + "/n1"}) {
        CAPTURE(about);
        const auto number = std::to_string(++turn);
        CHECK(node.answer_to(request_of(kBob, "r" + number, about,
                                        quoting_note(kBob, "q" + number, about))) == "");
    }
    CHECK(node.count("SELECT count(*) FROM quote_authorization") == 0);
    // Another's request for Bob's post, once Bob has its authorization.
    const auto id = node.agreed(post);
    CHECK(node.answer_to(request_of(kEve, "steal", post, good["id"]), kEve) == "Reject");
    CHECK(node.in_force() == 1);
    CHECK(node.status(id) == 200);
}

TEST_CASE(
    "a post that is only named is fetched once, from its own server, and later if that is down") {
    QuotingNode node;
    const auto post = node.publish("1");
    const auto note = quoting_note(kBob, "q", post);
    node.internet.fail(note["id"]);
    CHECK(node.answer_to(request_of(kBob, "r1", post, note["id"])) == "");
    CHECK(node.count("SELECT count(*) FROM inbox WHERE state = 'waiting'") == 1);  // tried again
    node.internet.answer(note["id"], note.dump());
    node.internet.clear_requests();
    CHECK(node.answer_to(request_of(kBob, "r2", post, note["id"])) == "Accept");
    CHECK(node.internet.requests_to(note["id"]).size() == 1);
}

TEST_CASE("a post has room for so many quotes of one actor, revoked ones included") {
    QuotingNode node;
    const auto post = node.publish("1");
    for (std::int64_t i = 0; i < federation::Quotes::kMostPerActor; ++i)
        node.agreed(post, "q" + std::to_string(i));
    CHECK(node.answer_to(request_of(kBob, "more", post, quoting_note(kBob, "more", post))) ==
          "Reject");
    CHECK(node.answer_to(request_of(kZoe, "z", post, quoting_note(kZoe, "z", post)), kZoe) ==
          "Accept");
}

TEST_CASE("an authorization goes with either post, with its actor, and while they are hidden") {
    struct Case {
        const char* what;
        std::function<void(QuotingNode&, const std::string& post)> happens;
        bool gone;  // its row, too
    };
    const Case cases[] = {
        {"our text is deleted", [](auto& node, auto& post) { node.withdraw(post); }, true},
        {"the quoting post is deleted",
         [](auto& node, auto&) { node.tell(kBob.activity("d", "Delete", kBob.id + "/q")); }, true},
        {"its author leaves",
         [](auto& node, auto&) { node.tell(kBob.activity("d", "Delete", kBob.id)); }, true},
        {"our text is hidden",
         [](auto& node, auto& post) {
             REQUIRE(node.federation->moderation().hide(post, "essai", "test"));
         },
         false},
        {"the quoting post is hidden",
         [](auto& node, auto&) {
             REQUIRE(node.federation->moderation().hide(kBob.id + "/q", "essai", "test"));
         },
         false},
        {"its server is blocked",
         [](auto& node, auto&) { REQUIRE(node.federation->block(kBob.host(), "essai")); }, false}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        QuotingNode node;
        const auto post = node.publish("1");
        const auto id = node.agreed(post);
        CHECK(node.status(id) == 200);
        one.happens(node, post);
        CHECK(node.status(id) == 404);
        CHECK((node.count("SELECT count(*) FROM quote_authorization") == 0) == one.gone);
    }
    QuotingNode node;  // but not by its neighbour's word
    const auto id = node.agreed(node.publish("1"));
    CHECK(node.post(kEve.activity("d", "Delete", kBob.id + "/q"), kEve) == 202);
    node.settle();
    CHECK(node.status(id) == 200);
}

TEST_CASE(
    "B12: a quote of somebody else counts only with an authorization of their own server for these "
    "two") {
    const auto quoted = kZoe.id + "/n1";
    const auto stamp = kZoe.id + "/stamps/1";
    const json good = kZoe.authorization(stamp, kBob.id + "/q", quoted);
    const auto with = [&](const char* name, json value) {
        auto document = good;
        document[name] = std::move(value);
        return document;
    };
    struct Case {
        const char* what;
        std::string authorization;
        json document;
        std::string state;
    };
    const auto elsewhere = kBob.id + "/stamps/1";
    const Case cases[] = {
        {"none", "", json(), "plain"},
        {"theirs", stamp, good, "verified"},
        {"on the server of who quotes", elsewhere, with("id", elsewhere), "plain"},
        {"of a neighbour", stamp, with("attributedTo", "https://autre.example/users/jo"), "plain"},
        {"of whoever quotes", stamp, with("attributedTo", kBob.id), "plain"},
        {"for another post", stamp, with("interactingObject", kBob.id + "/q2"), "plain"},
        {"of another post", stamp, with("interactionTarget", kZoe.id + "/n2"), "plain"},
        {"something else", stamp, with("type", "Note"), "plain"},
        {"by another name", stamp, with("id", stamp + "0"), "plain"},
        {"not there", stamp, json(), "plain"}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        QuotingNode node;
        const auto post = node.publish("1");
        node.internet.answer(quoted, kZoe.note("n1", "Une foire").dump());
        node.internet.answer(stamp + "0", "", 404);
        if (one.document.is_null()) {
            node.internet.answer(stamp, "", 404);
        } else {
            node.internet.answer(one.authorization, one.document.dump());
        }
        auto note = reply_of(kBob, "q", post);
        note["quote"] = quoted;
        if (!one.authorization.empty()) note["quoteAuthorization"] = one.authorization;
        node.tell(create_of(kBob, note));
        node.check_quotes();
        CHECK(node.state(kBob.id + "/q") == one.state);
        CHECK(node.internet.requests_to(elsewhere).empty());
        if (one.state != "verified") continue;
        // Taken back: by its author alone.
        CHECK(node.post(kEve.activity("d", "Delete", stamp), kEve) == 202);
        node.settle();
        CHECK(node.state(kBob.id + "/q") == "verified");
        node.tell(kZoe.activity("d", "Delete", stamp), kZoe);
        CHECK(node.state(kBob.id + "/q") == "plain");
    }
}

TEST_CASE("who quotes themselves needs nobody's consent; a neighbour of theirs does") {
    QuotingNode node;
    const auto post = node.publish("1");
    node.internet.answer(kBob.id + "/old", kBob.note("old", "Ancien").dump());
    node.internet.answer(kEve.id + "/old", kEve.note("old", "Ancien").dump());
    for (const auto* peer : {&kBob, &kEve}) {
        const auto name = peer == &kBob ? std::string("own") : std::string("hers");
        auto note = reply_of(kBob, name, post);
        note["_misskey_quote"] = peer->id + "/old";
        node.tell(create_of(kBob, note));
    }
    node.check_quotes();
    CHECK(node.state(kBob.id + "/own") == "verified");
    CHECK(node.state(kBob.id + "/hers") == "plain");
}

TEST_CASE(
    "an authorization that comes later, with the same dates, is taken up, and nothing else is") {
    QuotingNode node;
    const auto post = node.publish("1");
    const auto quoted = kZoe.id + "/n1";
    const auto stamp = kZoe.id + "/stamps/1";
    node.internet.answer(quoted, kZoe.note("n1", "Une foire").dump());
    node.internet.answer(stamp, kZoe.authorization(stamp, kBob.id + "/q", quoted).dump());
    auto note = reply_of(kBob, "q", post);
    note["quote"] = quoted;
    node.tell(create_of(kBob, note));
    node.check_quotes();
    CHECK(node.state(kBob.id + "/q") == "plain");
    note["quoteAuthorization"] = stamp;
    note["content"] = "Autre chose";
    node.tell(kBob.activity("u", "Update", note));
    node.check_quotes();
    CHECK(node.state(kBob.id + "/q") == "verified");
    CHECK(node.document(kBob.id + "/q")["content"] == "Réponse q");
    auto swapped = note;  // another quoted post needs an edit
    swapped["quote"] = kZoe.id + "/n2";
    node.tell(kBob.activity("u2", "Update", swapped));
    CHECK(node.text("SELECT quoted FROM quote WHERE object = '" + kBob.id + "/q'") == quoted);
}

TEST_CASE("case 69: a vote is never kept, whoever it is addressed to") {
    QuotingNode node;
    const auto post = node.publish("1");
    auto vote = reply_of(kBob, "v", post);
    vote.erase("content");
    vote["name"] = "oui";
    node.tell(create_of(kBob, vote));
    CHECK(node.held() == 0);
    node.internet.answer(kBob.id + "/v2", vote.dump());
    vote["id"] = kBob.id + "/v2";
    node.internet.answer(kBob.id + "/v2", vote.dump());
    auto answer = reply_of(kBob, "n", kBob.id + "/v2");  // an answer to one makes us fetch it
    answer["context"] = std::string(kBase) + "/t/1";
    node.tell(create_of(kBob, answer));
    node.fetch_missing();
    CHECK(node.held() == 1);
    CHECK(node.read(post)["replies"]["totalItems"] == 0);
}
