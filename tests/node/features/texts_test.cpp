// The text side of §3 on a whole node: whom and what a text names, the form
// that news leave in, warnings on pages and in the feed, earlier versions.
#include <algorithm>

#include "node/federation/identity.h"
#include "node/news/post_replies.h"
#include "node/news/post_store.h"
#include "node/news/publishing.h"
#include "node/news/revisions_store.h"
#include "tests/node/features/social_pages_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

news::PostDraft draft_of(const std::string& source, const std::string& title = "Le marché") {
    return {.title = title, .summary = {}, .source = source};
}

news::Post published(SocialPagesNode& node, const news::PostDraft& draft) {
    auto post = news::Publishing(node.services).add(draft, news::PostState::Published, "test");
    REQUIRE(post);
    return *post;
}

news::Post edited(SocialPagesNode& node, const news::Post& post, const news::PostDraft& draft) {
    auto now = news::Publishing(node.services).edit(post.id, draft, news::PostState::Published);
    REQUIRE(now);
    return *now;
}

std::string path_of(const news::Post& post) { return post.url.substr(std::string(kBase).size()); }

std::int64_t status_of(SocialPagesNode& node, const std::string& path, bool signed_in = false) {
    auto request = node.asked("GET", path, signed_in);
    return node.router.route(request).status;
}

std::int64_t sent_to(SocialPagesNode& node, const std::string& host) {
    return node.count("SELECT count(*) FROM delivery WHERE host = '" + host + "'");
}

void set_full_texts(SocialPagesNode& node, bool full) {
    auto profile = node.federation->profile();
    profile.full_texts = full;
    REQUIRE(node.federation->set_profile(profile));
}

std::int64_t looked_up(SocialPagesNode& node) {  // deliveries go on meanwhile
    return std::ranges::count(node.internet.requests(), std::string("GET"),
                              &FakeInternet::Recorded::method);
}

// From now on we know them.
void meet(SocialPagesNode& node, const Peer& peer) {
    node.tell(peer.activity("hello", "Like", "https://nowhere.example/1"), peer);
    REQUIRE(node.count("SELECT count(*) FROM remote_actor WHERE id = '" + peer.id + "'") == 1);
}

// What a server says of its own people.
void serve(SocialPagesNode& node, const Peer& peer) {
    const auto name = peer.id.substr(peer.id.rfind('/') + 1);
    node.internet.answer(peer.id, peer.document().dump());
    node.internet.answer(
        "https://" + peer.host() + "/.well-known/webfinger?resource=acct%3A" + name + "%40" +
            peer.host(),
        json{{"subject", "acct:" + name + "@" + peer.host()},
             {"links",
              {{{"rel", "self"}, {"type", "application/activity+json"}, {"href", peer.id}}}}}
            .dump(),
        200, "application/jrd+json");
}

json update_of(const Peer& peer, const std::string& name, const std::string& text,
               const std::string& updated) {
    auto note = peer.note(name, text);
    note["updated"] = updated;
    return peer.activity("update-" + name + updated, "Update", note);
}

}  // namespace

TEST_CASE(
    "somebody whom a text names is linked, addressed and told; we ourselves are linked only") {
    SocialPagesNode node;
    meet(node, kBob);
    const auto post = published(
        node, draft_of("Merci @bob@gironde.example, dit @lanoisette@lanoisette.example."));
    CHECK(has(post.html, "class=\"u-url mention\""));
    const auto create = node.document(post.id + "#create");
    CHECK(create.at("cc") == json({std::string(kUs) + "/followers", kBob.id}));
    CHECK(create.at("object").at("cc") == create.at("cc"));
    CHECK(
        create.at("object").at("tag") ==
        json::array({{{"type", "Mention"}, {"href", kBob.id}, {"name", "@bob@gironde.example"}}}));
    CHECK(sent_to(node, "gironde.example") == 1);
    CHECK(has(node.page(path_of(post)), "mention"));
    CHECK(post.html.find("mention") != post.html.rfind("mention"));
    // Once more with the edit.
    edited(node, post, draft_of("Merci encore @bob@gironde.example."));
    CHECK(sent_to(node, "gironde.example") == 2);
}

TEST_CASE("an answer of ours tells whom it answers and whom it names, each once, with its words") {
    SocialPagesNode node;
    meet(node, kBob);
    meet(node, kZoe);
    const auto ours = published(node, draft_of("Un."));
    node.tell(create_of(kBob, reply_of(kBob, "n", ours.id)));
    const auto reply =
        news::PostReplies(node.services)
            .add({.parent = kBob.id + "/n",
                  .source = "Oui @bob@gironde.example et @zoe@autre.example, #merci !"},
                 "test");
    REQUIRE(reply);
    const auto note = node.document(reply->id);
    CHECK(note.at("type") == "Note");
    CHECK(note.at("cc") == json({std::string(kUs) + "/followers", kBob.id, kZoe.id}));
    CHECK(note.at("tag").size() == 3);
    CHECK(note.at("tag").at(2).at("name") == "#merci");
    CHECK(note.at("inReplyTo") == kBob.id + "/n");
    CHECK(sent_to(node, "autre.example") == 1);
    CHECK(reply->html.starts_with("<p>Oui"));
    const auto plain =
        news::PostReplies(node.services).add({.parent = kBob.id + "/n", .source = "Oui."}, "test");
    REQUIRE(plain);
    CHECK(plain->html.starts_with("<p><span class=\"h-card\">"));
    CHECK(node.document(plain->id).at("cc").at(1) == kBob.id);
}

TEST_CASE("nobody of a blocked server is linked, addressed or told, and nothing is asked there") {
    SocialPagesNode node;
    meet(node, kBob);
    REQUIRE(node.federation->block("gironde.example", "essai"));
    node.internet.clear_requests();
    const auto post =
        published(node, draft_of("Merci @bob@gironde.example et @x@gironde.example."));
    CHECK_FALSE(has(post.html, "mention"));
    CHECK(node.document(post.id).at("cc") == json::array({std::string(kUs) + "/followers"}));
    CHECK(sent_to(node, "gironde.example") == 0);
    CHECK(looked_up(node) == 0);
}

TEST_CASE("a handle that nobody here knows is asked for at its server, once in a while") {
    SocialPagesNode node;
    const Peer ana{"https://loin.example/users/ana", &rsa_key(1)};
    serve(node, ana);
    const auto post = published(node, draft_of("Merci @ana@loin.example, et @rien@loin.example."));
    CHECK(node.document(post.id).at("cc").at(1) == ana.id);
    CHECK(sent_to(node, "loin.example") == 1);
    CHECK(has(post.html, "@rien@loin.example"));
    node.internet.clear_requests();
    const auto shown =
        node.submit("/ecrire", {{"title", "T"},
                                {"source", "@ana@loin.example @rien@loin.example #oui"},
                                {"action", "preview"}});
    CHECK(shown.status == 200);
    CHECK(has(shown.body, "Nous ne trouvons personne à ces adresses"));
    CHECK(has(shown.body, "<code>@rien@loin.example</code>"));
    CHECK(has(shown.body, "Ces personnes seront prévenues"));
    CHECK(has(shown.body, "#<span>oui</span>"));
    CHECK(looked_up(node) == 0);  // both answers are remembered
}

TEST_CASE("news leave as the association chose, from then on; an edit keeps the form") {
    SocialPagesNode node;
    const auto article = published(node, draft_of("Un."));
    CHECK(node.document(article.id).at("type") == "Article");
    const auto saved = [&](const char* choice) {
        const auto chief = node.accounts.create(
            "chef@noisette.example", "Chef", accounts::Role::Manager, "une phrase de passe longue");
        REQUIRE(chief);
        node.session = *node.accounts.open_session(*chief, "test");
        CHECK(node.submit("/gestion/identite", {{"texts", choice}}).status == 303);
    };
    saved("full");
    CHECK(node.federation->profile().full_texts);
    CHECK(has(node.page("/gestion/identite", true), "value=\"full\" checked"));
    const auto note = published(node, draft_of("Deux."));
    CHECK(node.document(note.id).at("type") == "Note");
    edited(node, article, draft_of("Un et demi."));
    CHECK(node.document(article.id).at("type") == "Article");
    set_full_texts(node, false);
    edited(node, note, draft_of("Deux et demi."));
    const auto still = node.document(note.id);
    CHECK(still.at("type") == "Note");
    CHECK(has(still.at("content"), "Deux et demi"));
    // A draft has no form yet.
    auto draft =
        news::Publishing(node.services).add(draft_of("Trois."), news::PostState::Draft, "test");
    REQUIRE(draft);
    set_full_texts(node, true);
    edited(node, *draft, draft_of("Trois."));
    CHECK(node.document(draft->id).at("type") == "Note");
    REQUIRE(news::Publishing(node.services).remove(note.id));
    CHECK(json::parse(node.text("SELECT json FROM object WHERE id = '" + note.id + "'"))
              .at("formerType") == "Note");
}

TEST_CASE("the page of a word lists our texts and our neighbours', and no stranger's") {
    SocialPagesNode node;
    node.we_follow(kBob);
    const auto ours = published(node, draft_of("Au #Marché d’#été.", "Le nôtre"));
    const auto tagged = [](const Peer& peer, const std::string& name, const char* tag) {
        auto note = peer.note(name, "De " + name);
        note["cc"] = {kUs};
        note["tag"] = {{{"type", "Hashtag"}, {"name", tag}}};
        return create_of(peer, note);
    };
    node.tell(tagged(kBob, "voisin", "#MARCHE"));
    node.tell(tagged(kZoe, "inconnue", "#marché"), kZoe);
    const auto page = node.page("/mots/march%C3%A9");
    CHECK(has(page, "Le nôtre"));
    CHECK(has(page, "De voisin"));
    CHECK_FALSE(has(page, "De inconnue"));
    CHECK(node.page("/mots/ete").find("Le nôtre") != std::string::npos);
    CHECK(has(node.page(path_of(ours)), "href=\"/mots/ete\" rel=\"tag\">#été</a>"));
    CHECK(has(node.page(path_of(ours)), "class=\"mention hashtag\""));

    for (const auto* path : {"/mots/rien", "/mots/%3Cb%3E", "/mots/deux%20mots", "/mots/2026",
                             "/mots/marche?avant=1"}) {
        CAPTURE(path);
        CHECK(status_of(node, path) == 404);
    }
    auto profile = node.federation->profile();
    profile.tags = {"Monnaie"};
    REQUIRE(node.federation->set_profile(profile));
    CHECK(has(node.page("/mots/monnaie"), "Aucun texte ne porte encore"));

    REQUIRE(node.federation->moderation().hide(ours.id, "essai", "cli"));
    CHECK(status_of(node, "/mots/ete") == 404);
    CHECK_FALSE(has(node.page("/mots/marche"), "Le nôtre"));
    REQUIRE(node.federation->block("gironde.example", "essai"));
    CHECK(status_of(node, "/mots/marche") == 404);
}

TEST_CASE("the words of an answer from elsewhere stand under it, without a link of ours") {
    SocialPagesNode node;
    const auto post = published(node, draft_of("Un."));
    auto reply = reply_of(kBob, "r", post.id);
    reply["tag"] = {{{"type", "Hashtag"}, {"name", "#Halle"}}};
    node.tell(create_of(kBob, reply));
    const auto page = node.page(path_of(post));
    CHECK(has(page, "<bdi>#Halle</bdi>"));
    CHECK_FALSE(has(page, "/mots/halle"));
}

TEST_CASE("under a warning the text is folded on its page and missing from lists, feed and links") {
    SocialPagesNode node;
    auto draft = draft_of("Le récit entier.");
    draft.warning = "Deuil";
    const auto post = published(node, draft);
    const auto page = node.page(path_of(post));
    const auto fold = page.find("<details class=\"more warned\">");
    REQUIRE(fold != std::string::npos);
    CHECK(page.find("Le récit entier") > fold);
    CHECK(page.find("Deuil") < page.find("Le récit entier"));
    CHECK(has(page, "content=\"Avertissement : Deuil\""));  // og:description
    for (const auto* path : {"/actualites", "/", "/actualites.atom"}) {
        CAPTURE(path);
        const auto list = node.page(path);
        CHECK(has(list, "Deuil"));
        CHECK_FALSE(has(list, "Le récit entier"));
    }
    CHECK(node.document(post.id).at("sensitive") == true);

    node.we_follow(kBob);
    auto note = kBob.note("n1", "Le récit de Bob");
    note["summary"] = "Deuil de Bob";
    note["sensitive"] = true;
    node.tell(create_of(kBob, note));
    const auto network = node.page("/reseau");
    const auto title = network.find("Avertissement : Deuil de Bob");
    const auto text = network.find("Le récit de Bob");
    REQUIRE(title != std::string::npos);
    REQUIRE(text != std::string::npos);
    CHECK(network.rfind("<details", text) > title);
    CHECK_FALSE(has(node.page("/"), "Le récit de Bob"));
    // An answer, too.
    auto reply = reply_of(kZoe, "r", post.id);
    reply["summary"] = "Colère";
    node.tell(create_of(kZoe, reply), kZoe);
    const auto answers = node.page(path_of(post));
    CHECK(answers.rfind("<details class=\"more warned\">", answers.find("Réponse r")) >
          answers.find("@zoe@autre.example"));
}

TEST_CASE("a warning that is too long is refused in words, and a good one comes back for an edit") {
    SocialPagesNode node;
    const auto refused = node.submit(
        "/ecrire", {{"title", "T"}, {"source", "S"}, {"warning", std::string(201, 'w')}});
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "200 signes au plus"));
    CHECK(node.submit("/ecrire", {{"title", "T"}, {"source", "S"}, {"warning", "Deuil"}}).status ==
          303);
    const auto id = node.text("SELECT id FROM post");
    CHECK(has(node.page("/ecrire/" + id.substr(id.rfind('/') + 1), true), "value=\"Deuil\""));
}

TEST_CASE("an edit keeps what it replaced, for whoever may see the text, until it is deleted") {
    SocialPagesNode node;
    const auto post = published(node, draft_of("Douze étals."));
    const auto versions = path_of(post) + "/versions";
    CHECK(status_of(node, versions) == 404);
    CHECK_FALSE(has(node.page(path_of(post)), "voir les versions"));
    const auto second = edited(node, post, draft_of("Treize étals.", "Le grand marché"));
    const auto third = edited(node, post, draft_of("Quatorze étals."));
    CHECK(second.updated > post.updated);
    CHECK(third.updated > second.updated);
    edited(node, post, draft_of("Quatorze étals."));  // the same: no version
    CHECK(has(node.page(path_of(post)), "href=\"" + versions + "\""));
    const auto page = node.page(versions);
    CHECK(has(page, "3 versions"));
    const auto at = [&](const char* text) { return page.find(text); };
    CHECK(at("Quatorze étals") < at("Le grand marché"));
    CHECK(at("Le grand marché") < at("Treize étals"));
    CHECK(at("Treize étals") < at("Douze étals"));

    REQUIRE(node.federation->moderation().hide(post.id, "essai", "cli"));
    CHECK(status_of(node, versions) == 404);
    REQUIRE(node.federation->moderation().show(post.id, "cli"));
    REQUIRE(news::Publishing(node.services).remove(post.id));
    CHECK(status_of(node, versions) == 404);
    for (const auto* table : {"post_revision", "post_tag", "post_mention"}) {
        CAPTURE(table);
        CHECK(node.count("SELECT count(*) FROM " + std::string(table)) == 0);
    }
}

TEST_CASE(
    "case 34: a newer edit from elsewhere keeps what it replaced; an older one changes nothing") {
    SocialPagesNode node;
    const auto ours = published(node, draft_of("Un."));
    node.tell(create_of(kBob, reply_of(kBob, "n", ours.id)));
    auto update = [&](const char* text, const char* updated) {
        auto activity = update_of(kBob, "n", text, updated);
        activity["object"]["inReplyTo"] = ours.id;
        node.tell(activity);
    };
    update("Corrigé", "2026-06-01T11:00:00Z");
    update("Trop tard", "2026-06-01T10:30:00Z");
    update("Autre", "2026-06-01T11:00:00Z");
    const auto page = node.page(path_of(ours));
    CHECK(has(page, "Corrigé"));
    CHECK(has(page, "/versions?objet=https%3A%2F%2Fgironde.example%2Fusers%2Fbob%2Fn"));
    const auto versions = "/versions?objet=" + base::percent_encode(kBob.id + "/n");
    CHECK(has(node.page(versions), "Réponse n"));
    CHECK(has(node.page(versions), "2 versions"));
    REQUIRE(node.federation->moderation().hide(kBob.id + "/n", "essai", "cli"));
    CHECK(status_of(node, versions) == 404);
    REQUIRE(node.federation->moderation().show(kBob.id + "/n", "cli"));
    node.tell(kBob.activity("d", "Delete", kBob.id + "/n"));
    CHECK(status_of(node, versions) == 404);
    CHECK(node.count("SELECT count(*) FROM post_revision") == 0);
}

TEST_CASE("of many edits the newest versions are kept") {
    SocialPagesNode node;
    const auto post = published(node, draft_of("Version 0."));
    for (int i = 1; i <= 30; ++i)
        edited(node, post, draft_of("Version " + std::to_string(i) + "."));
    CHECK(node.count("SELECT count(*) FROM post_revision") ==
          std::int64_t{news::RevisionsStore::kMostOfOurs});
    const auto page = node.page(path_of(post) + "/versions");
    CHECK(has(page, "Version 30."));
    CHECK(has(page, "Version 10."));
    CHECK_FALSE(has(page, "Version 9."));
}

TEST_CASE("what retention lets go takes its versions and words along") {
    SocialPagesNode node;
    const auto ours = published(node, draft_of("Un."));
    auto note = reply_of(kBob, "n", ours.id);
    note["tag"] = {{{"type", "Hashtag"}, {"name", "#Halle"}}};
    node.tell(create_of(kBob, note));
    auto activity = update_of(kBob, "n", "Corrigé", "2026-06-01T11:00:00Z");
    activity["object"]["tag"] = note["tag"];
    node.tell(activity);
    CHECK(node.count("SELECT count(*) FROM post_revision") == 1);
    CHECK(node.count("SELECT count(*) FROM post_tag") == 1);
    REQUIRE(node.database.write([&](storage::Connection& connection) -> Result<void> {
        news::PostStore(connection).forget(kBob.id + "/n");
        return {};
    }));
    CHECK(node.count("SELECT count(*) FROM post_revision") == 0);
    CHECK(node.count("SELECT count(*) FROM post_tag") == 0);
}
