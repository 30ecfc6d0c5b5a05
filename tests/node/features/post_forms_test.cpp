#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/news/object_parts.h"
#include "node/news/post_streams.h"
#include "node/news/post_warning.h"
#include "node/news/text_marks.h"

using namespace essaim;
using namespace essaim::news;
using nlohmann::json;

namespace {

const std::string kFollowers = "https://noisette.example/@noisette/followers";
const std::string kZoe = "https://pair.example/@zoe";
const base::Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 14}};

std::optional<Mention> zoe(const std::string& handle) {
    return Mention{.handle = handle, .actor = kZoe, .url = "https://pair.example/zoe"};
}

Post a_post(const std::string& form, const std::string& warning = "") {
    Post post;
    post.id = "https://noisette.example/o/01ABC";
    post.local = true;
    post.author = "https://noisette.example/@noisette";
    post.title = "Le marché & la halle";
    post.summary = "Douze étals <sur> dix-sept.";
    post.source = "Douze **étals**, dit @zoe@pair.example au #Marché.\n\n|a|b|\n|---|---|\n|c|d|";
    const auto text = render_text(post.source, zoe, {.base = "https://noisette.example"});
    post.html = text.html;
    post.tags = text.tags;
    post.mentions = text.mentions;
    post.url = "https://noisette.example/actualites/le-marche";
    post.state = PostState::Published;
    post.published = kNow - std::chrono::hours(48);
    post.updated = kNow - std::chrono::hours(1);
    post.form = form;
    post.warning = warning;
    return post;
}

json theirs(const char* type, json more) {
    json object = {{"id", "https://pair.example/n/1"},
                   {"type", type},
                   {"attributedTo", kZoe},
                   {"content", "<p>Le texte entier.</p>"},
                   {"published", "2026-03-01T00:00:00Z"}};
    object.update(more);
    return object;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string text_of(const json& object, const char* name) { return object.value(name, ""); }

}  // namespace

TEST_CASE(
    "case 44: a Note has title, whole text and address, and no summary unless it is a warning") {
    const auto note = object_of(a_post("Note"), kFollowers);
    CHECK(note.at("type") == "Note");
    CHECK_FALSE(note.contains("summary"));
    CHECK_FALSE(note.contains("summaryMap"));
    CHECK_FALSE(note.contains("name"));
    CHECK(note.at("sensitive") == false);
    const auto content = text_of(note, "content");
    CHECK(content.starts_with("<p><strong>Le marché &amp; la halle</strong></p>"));
    CHECK(has(content, "<strong>étals</strong>"));
    CHECK(
        content.ends_with("<p><a href=\"https://noisette.example/actualites/le-marche\">"
                          "https://noisette.example/actualites/le-marche</a></p>"));
    CHECK_FALSE(has(content, "<table"));
    CHECK(has(content, "c · d"));  // the row became a line

    const auto warned = object_of(a_post("Note", "Deuil & départ"), kFollowers);
    CHECK(warned.at("summary") == "Deuil &amp; départ");
    CHECK(warned.at("sensitive") == true);
}

TEST_CASE(
    "an Article under a warning says it first, and nothing that its author did not summarise") {
    auto post = a_post("Article", "Deuil");
    const auto article = object_of(post, kFollowers);
    CHECK(article.at("sensitive") == true);
    CHECK(article.at("summary") == "Avertissement : Deuil – Douze étals &lt;sur&gt; dix-sept.");
    CHECK(article.at("preview").at("summary") == "Deuil");
    post.summary.clear();
    CHECK(object_of(post, kFollowers).at("summary") == "Avertissement : Deuil");
    post.language = "en";
    CHECK(short_form(post) == "Content warning: Deuil");
    CHECK(object_of(a_post("Article"), kFollowers).at("sensitive") == false);
}

TEST_CASE("case 43: to and cc are the same in activity and object, and always arrays like tag") {
    for (const auto* form : {"Article", "Note"}) {
        CAPTURE(form);
        const auto post = a_post(form);
        const auto update = update_of(post, kFollowers, "https://noisette.example/a/1");
        const auto gone = delete_of(post, kFollowers, "https://noisette.example/a/2", kNow);
        for (const auto& activity : {create_of(post, kFollowers), update}) {
            const auto& object = activity.at("object");
            for (const auto* name : {"to", "cc"}) {
                CHECK(activity.at(name).is_array());
                CHECK(activity.at(name) == object.at(name));
            }
            for (const auto* name : {"tag", "attachment"}) CHECK(object.at(name).is_array());
            CHECK(object.at("cc") == json({kFollowers, kZoe}));
            CHECK(object.at("tag").at(0) ==
                  json({{"type", "Mention"}, {"href", kZoe}, {"name", "@zoe@pair.example"}}));
            CHECK(object.at("tag").at(1) == json({{"type", "Hashtag"},
                                                  {"href", "https://noisette.example/mots/marche"},
                                                  {"name", "#Marché"}}));
        }
        CHECK(gone.at("cc") == json({kFollowers, kZoe}));
        CHECK(gone.at("object").at("formerType") == form);
    }
}

TEST_CASE("case 43: a name has 150 letters and a summary 500 at most, whatever is stored") {
    auto post = a_post("Article", "é");
    post.title.clear();
    post.summary.clear();
    for (int i = 0; i < 600; ++i) {
        post.title += "é";
        post.summary += "€";
    }
    const auto article = object_of(post, kFollowers);
    CHECK(text_of(article, "name").size() == 2 * kNameLetters);
    CHECK(letters(text_of(article, "summary"), kSummaryLetters) == text_of(article, "summary"));
    CHECK(letters(text_of(article, "summary"), kSummaryLetters - 1) != text_of(article, "summary"));
}

TEST_CASE("each text stands in a map of its one language, and is read out of one") {
    auto post = a_post("Article");
    post.language = "en";
    const auto article = object_of(post, kFollowers);
    for (const auto* name : {"name", "summary", "content"}) {
        CAPTURE(name);
        CHECK(article.at(std::string(name) + "Map") == json({{"en", article.at(name)}}));
    }
    struct Case {
        const char* what;
        json more;
        std::string language;
        std::string text;
    };
    const Case cases[] = {
        {"one", {{"contentMap", {{"de", "<p>Le texte entier.</p>"}}}}, "de", "Le texte entier."},
        {"the one that is the content",
         {{"contentMap", {{"br", "<p>All.</p>"}, {"fr", "<p>Le texte entier.</p>"}}}},
         "fr",
         "Le texte entier."},
        {"the map alone",
         {{"content", nullptr}, {"contentMap", {{"oc", "<p>Tot.</p>"}}}},
         "oc",
         "Tot."},
        {"no language", json::object(), "", "Le texte entier."},
        {"no tag of a language",
         {{"contentMap", {{"\"><b>", "<p>Le texte entier.</p>"}}}},
         "",
         "Le texte entier."},
        {"no map", {{"contentMap", "fr"}}, "", "Le texte entier."},
    };
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto read = post_from(theirs("Note", one.more), kNow);
        REQUIRE(read);
        CHECK(read->language == one.language);
        CHECK(has(read->html, one.text));
    }
}

TEST_CASE("a peer's summary is a warning on a Note, and on an Article only if it says so") {
    struct Case {
        const char* type;
        json more;
        std::string warning;
        std::string summary;
    };
    const Case cases[] = {
        {"Note", {{"summary", "Deuil"}, {"sensitive", true}}, "Deuil", ""},
        {"Note", {{"summary", "Deuil"}}, "Deuil", ""},
        {"Note", {{"summaryMap", {{"fr", "Deuil"}}}}, "Deuil", ""},
        {"Note", {{"summary", "<p>Un <b>deuil</b></p>"}}, "Un deuil", ""},
        {"Note", {{"summary", "a\u202Eb\nc"}}, "ab c", ""},
        {"Note", {{"sensitive", true}}, "", "Le texte entier."},
        {"Note", {{"summary", " \u200B "}}, "", "Le texte entier."},
        {"Note", {{"summary", json::array({1})}}, "", "Le texte entier."},
        {"Question", {{"summary", "Deuil"}, {"oneOf", json::array()}}, "Deuil", ""},
        {"Article", {{"summary", "En bref."}}, "", "En bref."},
        {"Article", {{"summary", "Deuil"}, {"sensitive", true}}, "Deuil", ""},
        {"Article", {{"sensitive", true}}, "Contenu sensible", ""},
    };
    for (const auto& one : cases) {
        CAPTURE(one.type);
        CAPTURE(one.more.dump());
        const auto read = post_from(theirs(one.type, one.more), kNow);
        REQUIRE(read);
        CHECK(read->warning == one.warning);
        CHECK(read->summary == one.summary);
    }
}

TEST_CASE("a warning of any length stays a line; a megabyte of it is refused") {
    const auto read = post_from(theirs("Note", {{"summary", std::string(60'000, 'w')}}), kNow);
    REQUIRE(read);
    CHECK(read->warning.size() < 400);
    CHECK(short_form(*read).size() < 500);
    const auto refused =
        post_from(theirs("Note", {{"summary", std::string(1'000'000, 'w')}}), kNow);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::Malformed);
}

TEST_CASE("of a peer's hashtags those are kept that are words, up to thirty") {
    json tags = json::array({{{"type", "Hashtag"}, {"name", "#Été"}},
                             {{"type", "Hashtag"}, {"name", "marché"}},
                             {{"type", "Hashtag"}, {"name", "#<b>gras</b>"}},
                             {{"type", "Hashtag"}, {"name", "#a\u202Eb"}},
                             {{"type", "Hashtag"}, {"name", "#deux mots"}},
                             {{"type", "Hashtag"}, {"name", "#"}},
                             {{"type", "Hashtag"}, {"name", "#" + std::string(500, 'x')}},
                             {{"type", "Hashtag"}},
                             {{"type", "Mention"}, {"name", "#non"}},
                             "#non"});
    auto read = post_from(theirs("Note", {{"tag", tags}}), kNow);
    REQUIRE(read);
    CHECK(read->tags == std::vector<std::string>{"Été", "marché"});
    CHECK(read->mentions.empty());
    tags.clear();
    for (int i = 0; i < 10'000; ++i)
        tags.push_back({{"type", "Hashtag"}, {"name", "#mot" + std::to_string(i)}});
    read = post_from(theirs("Note", {{"tag", tags}}), kNow);
    REQUIRE(read);
    CHECK(read->tags.size() <= 30);
    // One tag that is no array.
    read = post_from(theirs("Note", {{"tag", {{"type", "Hashtag"}, {"name", "#seul"}}}}), kNow);
    REQUIRE(read);
    CHECK(read->tags == std::vector<std::string>{"seul"});
}
