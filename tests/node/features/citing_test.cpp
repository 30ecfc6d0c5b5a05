// Quoting somebody else's text (FEP-044f), from the desk to the author's answer.
#include <doctest/doctest.h>

#include "tests/node/features/social_pages_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

class CitingNode : public SocialPagesNode {
  public:
    CitingNode() { we_follow(kBob); }

    // A note of Bob's that came in; its IRI.
    std::string note_of_bob(const std::string& name, json more = json::object()) {
        auto note = kBob.note(name, "<p>La foire aura lieu dimanche</p>");
        note.update(more);
        tell(create_of(kBob, note));
        return note["id"];
    }
    web::Response publish_citing(const std::string& quoted, const std::string& action = "publish") {
        return submit("/ecrire", {{"title", "Une foire"},
                                  {"summary", ""},
                                  {"source", "Allons-y."},
                                  {"language", "fr"},
                                  {"cite", quoted},
                                  {"action", action}});
    }
    json last(const std::string& type) {
        return json::parse(text("SELECT json FROM object WHERE local = 1 AND type = '" + type +
                                "' ORDER BY rowid DESC LIMIT 1"),
                           nullptr, false);
    }
    std::int64_t said(const std::string& type) {
        return count("SELECT count(*) FROM object WHERE local = 1 AND type = '" + type + "'");
    }
    // Bob's answer to our wish.
    json answer(const std::string& type, const json& request, const std::string& stamp,
                const Peer& who = kBob) {
        auto activity = who.activity("answer-" + type, type,
                                     {{"id", request["id"]},
                                      {"type", "QuoteRequest"},
                                      {"actor", kUs},
                                      {"object", request["object"]},
                                      {"instrument", request["instrument"]["id"]}});
        activity["to"] = json::array({kUs});
        if (!stamp.empty()) activity["result"] = stamp;
        return activity;
    }
    std::string published_page() { return page("/actualites/une-foire", true); }
};

}  // namespace

TEST_CASE("case 50: who quotes asks the author, and says so anew when the consent comes") {
    CitingNode node;
    const auto quoted = node.note_of_bob("n1");
    CHECK(has(node.page("/reseau", true), "/ecrire?cite=" + base::percent_encode(quoted)));
    const auto desk = node.page("/ecrire?cite=" + base::percent_encode(quoted), true);
    CHECK(has(desk, "Vous citez"));
    CHECK(has(desk, "La foire aura lieu dimanche"));
    CHECK(has(desk, "name=\"cite\" value=\"" + quoted + "\""));

    REQUIRE(node.publish_citing(quoted).status == 303);
    const auto request = node.last("QuoteRequest");
    CHECK(request["actor"] == kUs);
    CHECK(request["object"] == quoted);
    CHECK(request["to"] == json::array({kBob.id}));
    const auto& note = request["instrument"];
    CHECK(note["type"] == "Note");
    for (const auto* name : {"quote", "quoteUri", "_misskey_quote"}) CHECK(note[name] == quoted);
    CHECK_FALSE(note.contains("quoteAuthorization"));
    CHECK(note["content"].get<std::string>().starts_with("<p class=\"quote-inline\">RE: <a href="));
    CHECK(note["cc"] == json::array({std::string(kUs) + "/followers", kBob.id}));
    CHECK(node.document(note["id"])["quote"] == quoted);  // as it is served
    CHECK(has(node.published_page(), "Renvoie à"));
    CHECK(has(node.published_page(), "est demandé"));
    CHECK_FALSE(has(node.page("/actualites/une-foire"), "est demandé"));  // our affair

    const auto stamp = kBob.id + "/stamps/1";
    const auto updates = node.said("Update");
    node.tell(node.answer("Accept", request, stamp));
    CHECK(node.said("Update") == updates + 1);
    CHECK(node.last("Update")["object"]["quoteAuthorization"] == stamp);
    CHECK(node.last("Update")["object"]["content"] == note["content"]);
    CHECK(node.document(note["id"])["quoteAuthorization"] == stamp);
    CHECK(has(node.published_page(), "Cite"));
    CHECK_FALSE(has(node.published_page(), "modifiée"));  // the text is the same

    node.tell(node.answer("Accept", request, stamp));  // twice
    CHECK(node.said("Update") == updates + 1);

    // Bob changes his mind.
    node.tell(kBob.activity("d1", "Delete", stamp));
    CHECK(node.said("Update") == updates + 2);
    CHECK_FALSE(node.last("Update")["object"].contains("quoteAuthorization"));
    CHECK(has(node.published_page(), "Renvoie à"));
    CHECK(has(node.published_page(), "a dit non"));
    node.tell(node.answer("Accept", request, stamp));  // an old message, late
    CHECK(node.said("Update") == updates + 2);
}

TEST_CASE("B12: only the author answers a wish to quote, with an authorization of their server") {
    CitingNode node;
    const auto quoted = node.note_of_bob("n1");
    REQUIRE(node.publish_citing(quoted).status == 303);
    const auto request = node.last("QuoteRequest");
    struct Case {
        const char* what;
        json answer;
        const Peer* signer;
    };
    auto unknown = request;
    unknown["id"] = std::string(kUs) + "/never";
    for (const auto& [what, answer, signer] :
         {Case{"a neighbour's answer", node.answer("Accept", request, kEve.id + "/s", kEve), &kEve},
          Case{"another server's answer", node.answer("Accept", request, kZoe.id + "/s", kZoe),
               &kZoe},
          Case{"an authorization elsewhere", node.answer("Accept", request, kZoe.id + "/s"), &kBob},
          Case{"none at all", node.answer("Accept", request, ""), &kBob},
          Case{"no IRI", node.answer("Accept", request, "oui"), &kBob},
          Case{"a wish that we never had", node.answer("Accept", unknown, kBob.id + "/s"),
               &kBob}}) {
        CAPTURE(what);
        node.tell(answer, *signer);
        CHECK(node.said("Update") == 0);
        CHECK(node.text("SELECT answer FROM quote_request") == "");
        CHECK(node.text("SELECT state FROM quote WHERE quoted = '" + quoted + "'") == "plain");
    }
    node.tell(node.answer("Reject", request, ""));
    CHECK(node.said("Update") == 0);  // nothing changes for those who have it
    CHECK(has(node.published_page(), "a dit non"));
}

TEST_CASE("what is not for everybody, or whose author does not want it, is not quoted") {
    CitingNode node;
    const auto followers = json::array({kBob.id + "/followers"});
    const auto nobody = [](json approval) {
        return json{{"interactionPolicy", {{"canQuote", std::move(approval)}}}};
    };
    struct Case {
        const char* what;
        std::string quoted;
        int status;
    };
    for (const auto& [what, quoted, status] :
         {Case{"never seen", kBob.id + "/n0", 404}, Case{"no address", "rien", 404},
          Case{"for followers only", node.note_of_bob("n1", {{"to", followers}}), 404},
          Case{"a policy of nobody", node.note_of_bob("n2", nobody(json::object())), 403},
          Case{"its author alone", node.note_of_bob("n3", nobody({{"automaticApproval", kBob.id}})),
               403}}) {
        CAPTURE(what);
        auto asked = node.asked("GET", "/ecrire?cite=" + base::percent_encode(quoted), true);
        CHECK(node.router.route(asked).status == status);
        const auto refused = node.publish_citing(quoted);
        CHECK(refused.status == status);
        CHECK(has(refused.body, "Allons-y."));  // the text is kept
        CHECK(node.count("SELECT count(*) FROM post WHERE local = 1") == 0);
    }
    for (const auto& policy : {json{{"automaticApproval", json::array({kEverybody})}},
                               json{{"manualApproval", json::array({kBob.id + "/followers"})}}}) {
        const auto name = "ok" + std::to_string(node.count("SELECT count(*) FROM post"));
        CHECK(node.publish_citing(node.note_of_bob(name, nobody(policy)), "draft").status == 303);
    }
    CHECK(node.said("QuoteRequest") == 0);  // drafts ask nothing
}

TEST_CASE("a text of ours is quoted without asking; what quotes is deleted with its wish") {
    CitingNode node;
    REQUIRE(node.submit("/ecrire", {{"title", "Première"},
                                    {"source", "Bonjour."},
                                    {"language", "fr"},
                                    {"action", "publish"}})
                .status == 303);
    const auto ours = node.text("SELECT id FROM post WHERE slug = 'premiere'");
    REQUIRE(node.publish_citing(ours).status == 303);
    CHECK(node.said("QuoteRequest") == 0);
    CHECK(has(node.page("/actualites/une-foire"), "Cite"));

    const auto quoted = node.note_of_bob("n1");
    REQUIRE(node.publish_citing(quoted).status == 303);
    const auto second = node.text("SELECT object FROM quote_request");
    REQUIRE_FALSE(second.empty());
    REQUIRE(
        node.submit("/ecrire/" + second.substr(second.rfind('/') + 1) + "/supprimer", {}).status ==
        303);
    CHECK(node.last("Delete")["cc"] == json::array({std::string(kUs) + "/followers", kBob.id}));
    CHECK(node.count("SELECT count(*) FROM quote_request") == 0);
    CHECK(node.count("SELECT count(*) FROM quote") == 1);
}
