#include "node/news/post.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "node/news/post_streams.h"

using namespace essaim;
using namespace essaim::news;

namespace {

const std::string kFollowers = "https://noisette.example/@noisette/followers";
const base::Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 14}};

Post a_post() {
    Post post;
    post.id = "https://noisette.example/o/01ABC";
    post.local = true;
    post.author = "https://noisette.example/@noisette";
    post.title = "Le marché & la halle";
    post.summary = "Douze étals <sur> dix-sept.";
    post.source = "Douze **étals**.";
    post.html = "<p>Douze <strong>étals</strong>.</p>";
    post.url = "https://noisette.example/actualites/le-marche";
    post.language = "en";
    post.state = PostState::Published;
    post.published = kNow - std::chrono::hours(48);
    post.updated = kNow - std::chrono::hours(1);
    return post;
}

}  // namespace

TEST_CASE("a draft that may not be published says which field and why") {
    struct Case {
        const char* what;
        PostDraft draft;
        const char* field;  // "" when there is nothing to say
    };
    const Case cases[] = {
        {"good", {.title = "T", .summary = "", .source = "S"}, ""},
        {"no title", {.title = " \n", .summary = "", .source = "S"}, "title"},
        {"no text", {.title = "T", .summary = "", .source = "  "}, "source"},
        {"title at the limit", {.title = std::string(150, 't'), .summary = "", .source = "S"}, ""},
        {"150 letters of two bytes",
         {.title = std::string(148, 't') + "éé", .summary = "", .source = "S"},
         ""},
        {"title too long", {.title = std::string(151, 't'), .summary = "", .source = "S"}, "title"},
        {"summary too long",
         {.title = "T", .summary = std::string(501, 's'), .source = "S"},
         "summary"},
        {"text too long",
         {.title = "T", .summary = "", .source = std::string(100'001, 's')},
         "source"},
        {"not UTF-8", {.title = "T\xff", .summary = "", .source = "S"}, "source"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto problems = problems_of(one.draft);
        if (std::string(one.field).empty()) {
            CHECK(problems.empty());
            continue;
        }
        REQUIRE(problems.size() == 1);
        CHECK(problems.front().field == one.field);
        CHECK_FALSE(problems.front().message.empty());
    }
    CHECK(problems_of({}).size() == 2);  // both the title and the text
}

TEST_CASE("the summary is what people wrote, or the start of the text without its marks") {
    CHECK(summary_of({.title = "T", .summary = "  Écrit.  ", .source = "Autre."}) == "Écrit.");
    const auto short_text = summary_of(
        {.title = "T", .summary = "", .source = "Un **texte** [ici](https://a.example/)."});
    CHECK(short_text.find("Un texte ici") != std::string::npos);
    CHECK(short_text.find('*') == std::string::npos);
}

TEST_CASE("the start of a text is its paragraphs before the first title, list or quotation") {
    struct Case {
        std::string source;
        std::string summary;
    };
    for (const auto& [source, summary] :
         {Case{"Dimanche sous la halle.\n\n## Le programme\n\n- un repas",
               "Dimanche sous la halle."},
          Case{"**Dimanche** sous la halle.\n\n- un repas", "Dimanche sous la halle."},
          Case{"Un.\n\nDeux.\n\n> trois", "Un. Deux."},
          Case{"12 étals sur 17.\n\n1. le pain", "12 étals sur 17."},
          Case{"# Seul un titre", "Seul un titre"}}) {
        CAPTURE(source);
        auto made = summary_of({.title = "T", .summary = "", .source = source});
        std::ranges::replace(made, '\n', ' ');
        CHECK(made.find(summary) == 0);
        CHECK(made.find("repas") == std::string::npos);
        CHECK(made.find("pain") == std::string::npos);
    }
}

TEST_CASE("a page does not say the same twice: a summary that opens the text shows once") {
    CHECK(opens_with("<p>Oui\u00A0: <b>non</b>, et puis.</p>", "Oui : non, et…"));
    CHECK(opens_with("<p>Oui.</p>", "Oui."));
    CHECK(opens_with("<p>Merci <a href=\"https://a.example\">@<span>zoe</span></a> !</p>",
                     "Merci @zoe@a.example !"));
    CHECK(opens_with("<p>Merci @zoe@a.example !</p>", "Merci @zoe@a.example !"));
    CHECK_FALSE(opens_with("<p>Oui.</p>", "Non."));
    CHECK_FALSE(opens_with("<p>Oui.</p>", "Oui. Et davantage."));
}

TEST_CASE("a node without a text offers one to begin with, of what is known of the association") {
    const auto full = first_draft({.name = "La Noisette",
                                   .tagline = "monnaie locale",
                                   .about = "Elle circule.",
                                   .handle = "@noisette@n.example"});
    CHECK(problems_of(full).empty());
    for (const auto* part :
         {"La Noisette", "monnaie locale", "Elle circule.", "@noisette@n.example"}) {
        CAPTURE(part);
        CHECK(full.source.find(part) != std::string::npos);
    }
    const auto bare =
        first_draft({.name = "La Noisette", .tagline = "", .about = "", .handle = "@n@n.example"});
    CHECK(problems_of(bare).empty());
    CHECK(bare.source.find(", ,") == std::string::npos);
    CHECK(bare.source.find("\n\n\n") == std::string::npos);
}

TEST_CASE("a long text is cut between two words, in whole letters") {
    std::string source;
    for (int i = 0; i < 200; ++i) source += "été ";
    const auto summary = summary_of({.title = "T", .summary = "", .source = source});
    CHECK(summary.size() <= 283);
    CHECK(summary.ends_with("été…"));
}

TEST_CASE("what we publish comes back the same from post_from") {
    const auto post = a_post();
    const auto read = post_from(article_of(post, kFollowers), kNow);
    REQUIRE(read.has_value());
    CHECK(read->id == post.id);
    CHECK(read->author == post.author);
    CHECK(read->title == post.title);
    CHECK(read->summary == post.summary);
    CHECK(read->html == post.html);
    CHECK(read->url == post.url);
    CHECK(read->language == post.language);
    CHECK(read->published == post.published);
    CHECK(read->updated == post.updated);
    CHECK_FALSE(read->in_reply_to.has_value());
    CHECK_FALSE(read->local);
}

TEST_CASE("activities speak for the author, to everyone and the followers") {
    const auto post = a_post();
    const auto update_id = post.id + "#update-1";
    const auto delete_id = post.id + "#delete";
    for (const auto& activity :
         {create_of(post, kFollowers), update_of(post, kFollowers, update_id),
          delete_of(post, kFollowers, delete_id, kNow)}) {
        CAPTURE(activity.at("type").get<std::string>());
        CHECK(activity.at("actor") == post.author);
        CHECK(activity.at("to").at(0) == "https://www.w3.org/ns/activitystreams#Public");
        CHECK(activity.at("cc").at(0) == kFollowers);
        CHECK(activity.at("object").at("id") == post.id);
        CHECK(activity.at("id") != post.id);
    }
    CHECK(update_of(post, kFollowers, update_id).at("id") == update_id);
    const auto gone = delete_of(post, kFollowers, delete_id, kNow).at("object");
    CHECK(gone.at("type") == "Tombstone");
    CHECK_FALSE(gone.contains("content"));
}

TEST_CASE("a peer's object without id or author is refused") {
    for (const char* missing : {"id", "attributedTo"}) {
        CAPTURE(missing);
        auto object = article_of(a_post(), kFollowers);
        object.erase(missing);
        const auto read = post_from(object, kNow);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().fault == Fault::Malformed);
    }
}

TEST_CASE("a peer's text is cleaned and its future counts from now") {
    const auto read =
        post_from({{"id", "https://pair.example/n/1"},
                   {"type", "Note"},
                   {"attributedTo", "https://pair.example/@p"},
                   {"content", "<p onclick=\"x()\">Bonjour<script>alert(1)</script></p>"},
                   {"url", "javascript:alert(1)"},
                   {"published", "2999-01-01T00:00:00Z"}},
                  kNow);
    REQUIRE(read.has_value());
    CHECK(read->html.find("script") == std::string::npos);
    CHECK(read->html.find("onclick") == std::string::npos);
    CHECK(read->html.find("Bonjour") != std::string::npos);
    CHECK(read->url == "https://pair.example/n/1");
    CHECK(read->published == kNow);
    CHECK(read->summary.find("Bonjour") != std::string::npos);
}
