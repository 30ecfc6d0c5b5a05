// /recherche: what is found, by whom, and what is asked of other servers.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "node/base/text.h"
#include "node/news/post_store.h"
#include "node/news/publishing.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using test::Visitor;
using test::WholeNode;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string search(WholeNode& node, const std::string& who, const std::string& question) {
    const auto& visitor = *std::ranges::find(node.visitors(), who, &Visitor::name);
    return node.ask(visitor, "GET", "/recherche?q=" + base::percent_encode(question), "text/html");
}

std::string publish(WholeNode& node, const std::string& title, const std::string& source,
                    news::PostState state = news::PostState::Published,
                    const std::string& warning = "") {
    news::PostDraft draft{.title = title, .summary = "", .source = source};
    draft.warning = warning;
    const auto post = news::Publishing(node.services()).add(draft, state, "test");
    REQUIRE(post);
    return post->id;
}

}  // namespace

TEST_CASE("texts of ours are found by their words as soon as they are published") {
    WholeNode node;
    publish(node, "L’assemblée générale", "Les adhérents de l’association votent.");
    CHECK(
        has(search(node, "anonymous", "assemblees"), "href=\"/actualites/l-assemblee-generale\""));
    CHECK(has(search(node, "anonymous", "association adherent"), "L’assemblée générale"));
    const auto nothing = search(node, "anonymous", "zibeline <b>\"");
    CHECK(nothing.starts_with("200"));
    CHECK(has(nothing, "Rien ne répond"));
    CHECK(has(nothing, "zibeline &lt;b&gt;"));
    CHECK_FALSE(has(nothing, "zibeline <b>"));
    CHECK(search(node, "anonymous", "").starts_with("200"));
    CHECK(search(node, "anonymous", std::string(5000, 'x')).starts_with("200"));
    CHECK(search(node, "anonymous", "\xff\xfe").starts_with("200"));
}

TEST_CASE("B10: what one may not see is not found, whoever asks and whatever became of it") {
    WholeNode node;
    const auto draft = publish(node, "Zibeline", "Zibeline", news::PostState::Draft);
    const auto hidden = publish(node, "Zibeline", "Zibeline");
    const auto gone = publish(node, "Zibeline", "Zibeline");
    node.hide(hidden);
    REQUIRE(news::Publishing(node.services()).remove(gone));
    for (const auto& who : node.visitors()) {
        CAPTURE(who.name);
        CHECK_FALSE(has(search(node, who.name, "zibeline"), "<article"));
    }
    REQUIRE(news::Publishing(node.services())
                .edit(draft, {.title = "Zibeline", .summary = "", .source = "Z"},
                      news::PostState::Published));
    CHECK(has(search(node, "anonymous", "zibeline"), "<article"));
}

TEST_CASE("under a warning a list tells the warning, not the text") {
    WholeNode node;
    publish(node, "Un deuil", "Henri le meunier.", news::PostState::Published, "Deuil");
    const auto page = search(node, "anonymous", "meunier");
    CHECK(has(page, "Un deuil"));
    CHECK_FALSE(has(page.substr(page.find("<article")), "meunier"));
}

TEST_CASE("strangers' texts are found only of whom we follow, once the job has run") {
    WholeNode node;
    node.write([&](storage::Connection& connection) {
        for (const auto* author : {"https://friend.example/a", "https://stranger.example/a"}) {
            news::Post post;
            post.id = std::string(author) + "/1";
            post.author = author;
            post.title = "Châtaigne";
            post.html = "<p>Châtaigne</p>";
            post.url = post.id;
            post.state = news::PostState::Published;
            post.published = node.clock.now();
            post.updated = post.published;
            news::PostStore(connection).save(post);
        }
        connection
            .query(
                "INSERT INTO following VALUES ('lanoisette', 'https://friend.example/a', 'x', "
                "'accepted', 1)")
            .run();
    });
    node.services().jobs.start();
    node.services().jobs.wake();
    for (int i = 0; i < 100 && !has(search(node, "anonymous", "chataigne"), "<article"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    node.services().jobs.stop();
    const auto page = search(node, "anonymous", "chataigne");
    CHECK(has(page, "https://friend.example/a/1"));
    CHECK_FALSE(has(page, "stranger.example"));
}

TEST_CASE("an address elsewhere is asked for by people we know alone; others are told so") {
    WholeNode node;
    for (const auto* question : {"@marie@gironde.example", "marie@gironde.example",
                                 "!groupe@gironde.example", "https://gironde.example/1"}) {
        CAPTURE(question);
        const auto page = search(node, "anonymous", question);
        CHECK(page.starts_with("200"));
        CHECK(has(page, "Connectez-vous"));
        CHECK(has(page, "gironde.example"));
    }
    // The node's own are found without asking anybody.
    CHECK(has(search(node, "anonymous", "@lanoisette@lanoisette.example"), "La Noisette"));
    CHECK(
        has(search(node, "anonymous", test::kBase + "/o/rien"), "Il n’y a rien à cette adresse."));
}
