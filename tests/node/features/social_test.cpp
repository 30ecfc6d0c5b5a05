#include "tests/node/features/social_pages_node.h"

#include "node/federation/threads.h"
#include "node/news/post_replies.h"
#include "node/news/publishing.h"

using namespace essaim;
using namespace essaim::test;

namespace {

news::Post published(SocialPagesNode& node, const std::string& title = "Le marché") {
    auto post = news::Publishing(node.services)
                    .add({.title = title, .summary = {}, .source = "Douze étals."},
                         news::PostState::Published, "test");
    REQUIRE(post);
    return *post;
}

std::string path_of(const news::Post& post) { return post.url.substr(std::string(kBase).size()); }

// Of the only answer of ours.
json our_note(SocialPagesNode& node) {
    return json::parse(
        node.text("SELECT json FROM object WHERE local = 1 AND type = 'Note' AND deleted IS NULL"),
        nullptr, false);
}

}  // namespace

TEST_CASE("the page of a text says who likes and shares it, and no longer once they take it back") {
    SocialPagesNode node;
    const auto post = published(node);
    CHECK_FALSE(has(node.page(path_of(post)), "aime"));
    const auto like = kBob.activity("l", "Like", post.id);
    node.tell(like);
    node.tell(kZoe.activity("l", "Like", post.id), kZoe);
    node.tell(kZoe.activity("a", "Announce", post.id), kZoe);
    auto page = node.page(path_of(post));
    CHECK(has(page, "2 personnes aiment, 1 partage"));
    CHECK(has(page, "@bob@gironde.example"));
    CHECK(has(page, "@zoe@autre.example"));
    node.tell(kBob.activity("u", "Undo", like));
    page = node.page(path_of(post));
    CHECK(has(page, "1 personne aime, 1 partage"));
    CHECK_FALSE(has(page, "@bob@"));
    node.tell(kZoe.activity("bye", "Delete", kZoe.id), kZoe);
    CHECK_FALSE(has(node.page(path_of(post)), "aime"));
}

TEST_CASE(
    "answers stand under the text, an answer to an answer under that one, each with its server") {
    SocialPagesNode node;
    const auto post = published(node);
    node.tell(create_of(kBob, reply_of(kBob, "n1", post.id, "2026-05-20T10:00:00Z")));
    node.tell(create_of(kBob, reply_of(kBob, "n2", post.id, "2026-05-20T11:00:00Z")));
    node.tell(create_of(kZoe, reply_of(kZoe, "n3", kBob.id + "/n1", "2026-05-20T12:00:00Z")), kZoe);
    node.tell(create_of(kBob, reply_of(kBob, "n4", kZoe.id + "/n3", "2026-05-20T13:00:00Z")));
    auto page = node.page(path_of(post));
    CHECK(has(page, "4 réponses"));
    CHECK(has(page, "@bob@gironde.example"));
    CHECK(has(page, "@zoe@autre.example"));
    // n3 and n4 come with n1, before n2.
    const auto at = [&](const char* name) { return page.find(std::string("Réponse ") + name); };
    CHECK(at("n1") < at("n3"));
    CHECK(at("n3") < at("n4"));
    CHECK(at("n4") < at("n2"));
    CHECK_FALSE(has(page, "/reagir"));  // a visitor has no buttons
    CHECK(has(node.page("/actualites"), "4 réponses"));
    CHECK(has(node.page("/"), "4 réponses"));

    node.tell(kZoe.activity("d", "Delete", kZoe.id + "/n3"), kZoe);
    page = node.page(path_of(post));
    CHECK_FALSE(has(page, "Réponse n3"));
    CHECK(has(page, "Réponse n4"));
    REQUIRE(node.federation->block("gironde.example", "essai"));
    page = node.page(path_of(post));
    CHECK_FALSE(has(page, "Réponse"));
    CHECK_FALSE(has(node.page("/actualites"), "réponse"));
}

TEST_CASE("what somebody we follow passes on shows as passed on by them, until they take it back") {
    SocialPagesNode node;
    node.we_follow(kBob);
    node.internet.answer(kZoe.id + "/n1", kZoe.note("n1", "Une foire").dump());
    node.internet.answer(kZoe.id + "/n2", kZoe.note("n2", "Inconnue").dump());
    node.tell(kBob.activity("a1", "Announce", kZoe.id + "/n1"));
    auto mention = kEve.note("m", "Un mot pour vous");  // kept, but not of somebody we follow
    mention["cc"] = {kUs};
    node.tell(create_of(kEve, mention), kEve);
    node.tell(kEve.activity("a2", "Announce", kZoe.id + "/n2"), kEve);
    node.tell(create_of(kBob, kBob.note("own", "De Bob")));
    auto page = node.page("/reseau");
    CHECK(has(page, "Une foire"));
    CHECK(has(page, "partagé par <bdi>Une voisine</bdi>"));
    CHECK(has(page, "De Bob"));
    CHECK_FALSE(has(page, "Un mot pour vous"));
    CHECK_FALSE(has(page, "Inconnue"));
    node.tell(kBob.activity("u", "Undo", kBob.id + "/a1"));
    page = node.page("/reseau");
    CHECK_FALSE(has(page, "Une foire"));
    CHECK(has(page, "De Bob"));
}

TEST_CASE(
    "buttons on the network page like, share and take back, with a token and for writers only") {
    SocialPagesNode node;
    node.we_follow(kBob);
    node.tell(create_of(kBob, kBob.note("n1", "De Bob")));
    const auto text = kBob.id + "/n1";
    CHECK_FALSE(has(node.page("/reseau"), "/reagir"));
    auto page = node.page("/reseau", true);
    CHECK(has(page, "value=\"aimer\""));
    CHECK(has(page, "value=\"partager\""));

    CHECK(node.submit("/reagir", {{"objet", text}, {"geste", "aimer"}}, false).status == 403);
    CHECK(node.counts(text).likes == 0);
    const auto done =
        node.submit("/reagir", {{"objet", text}, {"geste", "aimer"}, {"retour", "/reseau"}});
    CHECK(done.status == 303);
    CHECK(header(done, "Location") == "/reseau");
    CHECK(node.submit("/reagir", {{"objet", text}, {"geste", "partager"}}).status == 303);
    CHECK(node.counts(text) == federation::ReactionCounts{1, 0, 1});
    page = node.page("/reseau", true);
    CHECK(has(page, "value=\"ne-plus-aimer\""));
    CHECK(has(page, "value=\"ne-plus-partager\""));
    for (const auto* gesture : {"ne-plus-aimer", "ne-plus-partager"}) {
        CHECK(node.submit("/reagir", {{"objet", text}, {"geste", gesture}}).status == 303);
    }
    CHECK(node.counts(text) == federation::ReactionCounts{});
    CHECK(node.submit("/reagir", {{"objet", text}, {"geste", "voler"}}).status == 400);
    CHECK(node.submit("/reagir", {{"objet", "https://autre.example/rien"}, {"geste", "aimer"}})
              .status == 404);
}

TEST_CASE("a form leads back to a page of ours, never elsewhere") {
    SocialPagesNode node;
    node.we_follow(kBob);
    node.tell(create_of(kBob, kBob.note("n1", "De Bob")));
    for (const auto* back :
         {"//evil.example/", "https://evil.example/", "/\\evil.example", "", "/a\r\nX: y"}) {
        CAPTURE(back);
        const auto done = node.submit(
            "/reagir", {{"objet", kBob.id + "/n1"}, {"geste", "aimer"}, {"retour", back}});
        CHECK(header(done, "Location") == "/reseau");
    }
}

TEST_CASE("an answer to a neighbour is a note in their thread that mentions them, and has a page") {
    SocialPagesNode node;
    node.we_follow(kBob);
    node.tell(kZoe.activity("f", "Follow", kUs), kZoe);
    auto asked = kBob.note("n1", "Qui vient ?");
    asked["context"] = "https://gironde.example/contexts/7";
    asked["conversation"] = "tag:gironde.example,2026:7";
    node.tell(create_of(kBob, asked));
    const auto form = node.page("/ecrire/reponse?a=" + base::percent_encode(kBob.id + "/n1"), true);
    CHECK(has(form, "Qui vient ?"));
    CHECK(has(form, "@bob@gironde.example"));
    node.internet.fail_everything();
    const std::map<std::string, std::string> filled = {
        {"a", kBob.id + "/n1"}, {"texte", "**Nous** venons."}, {"once", "x1"}};
    const auto done = node.submit("/ecrire/reponse", filled);
    REQUIRE(done.status == 303);
    CHECK(header(node.submit("/ecrire/reponse", filled), "Location") ==
          header(done, "Location"));  // sent twice
    const auto note = our_note(node);
    CHECK(note["inReplyTo"] == kBob.id + "/n1");
    CHECK(note["context"] == asked["context"]);
    CHECK(note["conversation"] == asked["conversation"]);
    CHECK(note["to"] == json{kEverybody});
    CHECK(note["cc"] == json{std::string(kUs) + "/followers", kBob.id});
    CHECK(
        note["tag"] ==
        json::array({{{"type", "Mention"}, {"href", kBob.id}, {"name", "@bob@gironde.example"}}}));
    CHECK(has(note["content"], "class=\"u-url mention\""));
    CHECK(has(note["content"], "<strong>Nous</strong> venons."));
    CHECK_FALSE(note.contains("summary"));  // others fold it away (case 44)
    CHECK(node.count("SELECT count(DISTINCT inbox) FROM delivery d JOIN object o ON o.id = "
                     "d.activity WHERE o.type = 'Create'") == 2);
    CHECK(parsed(node.get("/nodeinfo/2.1"))["usage"]["localPosts"] == 0);
    CHECK(parsed(node.get("/nodeinfo/2.1"))["usage"]["localComments"] == 1);

    const auto path = header(done, "Location");
    CHECK(path.starts_with("/reponses/"));
    CHECK(note["url"] == header(node.get("/o/" + path.substr(10), "text/html"), "Location"));
    auto page = node.page(path);
    CHECK(has(page, "venons."));
    CHECK(has(page, "Qui vient ?"));
    CHECK_FALSE(has(page, "/supprimer"));
    CHECK_FALSE(has(node.page("/actualites"), "venons."));  // no news
    CHECK(has(node.page("/actualites"), "Aucune actualité"));
    auto editing = node.asked("GET", "/ecrire/" + path.substr(10), true);
    CHECK(node.router.route(editing).status == 404);

    CHECK(node.submit(path + "/supprimer", {}).status == 303);
    const auto end =
        json::parse(node.text("SELECT json FROM object WHERE type = 'Delete'"), nullptr, false);
    CHECK(end["object"]["type"] == "Tombstone");
    CHECK(end["object"]["formerType"] == "Note");
    CHECK(node.count("SELECT count(*) FROM delivery d JOIN object o ON o.id = d.activity WHERE "
                     "o.type = 'Delete'") == 2);
    CHECK(node.get("/o/" + path.substr(10)).status == 410);
    auto gone = node.asked("GET", path, false);
    CHECK(node.router.route(gone).status == 410);
}

TEST_CASE("our answer to an answer stands in our thread, and can be taken back there") {
    SocialPagesNode node;
    const auto post = published(node);
    node.tell(create_of(kBob, reply_of(kBob, "n1", post.id)));
    CHECK(has(node.page(path_of(post), true), "/ecrire/reponse?a="));
    const auto done =
        node.submit("/ecrire/reponse", {{"a", kBob.id + "/n1"}, {"texte", "Merci !"}});
    REQUIRE(done.status == 303);
    const auto note = our_note(node);
    const auto thread = federation::Threads::thread_begun_by(kBase, post.id);
    CHECK(note["context"] == thread);
    CHECK(note["conversation"] == thread);
    const auto id = note["id"].get<std::string>();
    CHECK(header(done, "Location") == path_of(post) + "#r-" + id.substr(id.rfind('/') + 1));
    auto page = node.page(path_of(post), true);
    CHECK(has(page, "2 réponses"));
    CHECK(has(page, "id=\"r-" + id.substr(id.rfind('/') + 1)));
    CHECK(node.read(thread)["totalItems"] == 3);
    CHECK(node.submit("/reponses/" + id.substr(id.rfind('/') + 1) + "/supprimer", {}).status ==
          303);
    CHECK(has(node.page(path_of(post)), "1 réponse"));
    CHECK(node.read(thread)["totalItems"] == 2);
}

TEST_CASE("an answer that cannot be sent says why and keeps the words") {
    SocialPagesNode node;
    node.we_follow(kBob);
    node.tell(create_of(kBob, kBob.note("n1", "Qui vient ?")));
    const auto parent = kBob.id + "/n1";
    CHECK(node.submit("/ecrire/reponse", {{"a", parent}, {"texte", " "}}).status == 422);
    const auto long_one =
        node.submit("/ecrire/reponse", {{"a", parent}, {"texte", std::string(10'001, 'x')}});
    CHECK(long_one.status == 422);
    CHECK(has(long_one.body, "xxxx"));
    CHECK(node.submit("/ecrire/reponse", {{"a", "https://autre.example/rien"}, {"texte", "x"}})
              .status == 404);
    node.internet.fail(kBob.id);
    node.write("DELETE FROM remote_actor");
    const auto later = node.submit("/ecrire/reponse", {{"a", parent}, {"texte", "Nous venons."}});
    CHECK(later.status == 503);
    CHECK(has(later.body, "Nous venons."));
    CHECK(node.count("SELECT count(*) FROM post WHERE local = 1") == 0);
}
