#include "node/news/text_marks.h"

#include <doctest/doctest.h>

#include "node/news/hashtags.h"

using namespace essaim::news;

namespace {

std::string found(const std::string& text) {
    std::string all;
    for (const auto& mark : marks_in(text))
        all += (all.empty() ? "" : " ") + (mark.mention ? mark.name : "#" + mark.name);
    return all;
}

std::optional<Mention> everybody(const std::string& handle) {
    return Mention{.handle = handle, .actor = "https://a.example/x", .url = "https://a.example/@x"};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        auto one = text;
        if (const auto at = one.find("%"); at != std::string::npos)
            one.replace(at, 1, std::to_string(i));
        all += one;
    }
    return all;
}

}  // namespace

TEST_CASE("hashtags and handles are found where Mastodon finds them, and nowhere inside a word") {
    struct Case {
        std::string text;
        std::string marks;
    };
    for (const auto& [text, marks] : {
             Case{"Le #marché de #Noël, #2026 et #an2026.", "#marché #Noël #an2026"},
             Case{"#adhérent·es #fin· #_x #monnaie_locale",
                  "#adhérent·es #fin #_x #monnaie_locale"},
             Case{"a#b /#b =#b )#b &#b ##b #", ""},
             Case{"(#oui) «#oui» \"#non!\"", "#oui #oui #non"},
             Case{"#日本 #été\u0301", "#日本 #été\u0301"},
             Case{"#a\u202Eb #\u202Eb #<b>", "#a"},
             Case{"#" + std::string(200, 'a'), ""},
             Case{"@marie@gironde.example, oui", "@marie@gironde.example"},
             Case{"@Marie@Gironde.Example.", "@Marie@gironde.example"},
             Case{"(@a@b.example) @a.b-c@b.example:8080", "@a@b.example @a.b-c@b.example:8080"},
             Case{"marie@gironde.example <x@y.example>", ""},
             Case{"x@a@b.example /@a@b.example @@a@b.example", ""},
             Case{"@a @a@b @a@ @@ @a@b.example/x @a@b.example@c.example", ""},
             Case{"@a@b.exampleé @é@b.example", ""},
         }) {
        CAPTURE(text);
        CHECK(found(text) == marks);
    }
}

TEST_CASE("two hashtags are the same whatever their capitals, accents and ligatures") {
    struct Case {
        const char* written;
        const char* folded;
    };
    for (const auto& [written, folded] :
         {Case{"Été", "ete"}, Case{"ETE", "ete"}, Case{"e\u0301te\u0301", "ete"},
          Case{"Œuvre", "oeuvre"}, Case{"Ñandú", "nandu"}, Case{"Straße", "strasse"},
          Case{"Łódź", "lodz"}, Case{"МИР", "мир"}, Case{"日本", "日本"}, Case{"Çà_1", "ca_1"}}) {
        CAPTURE(written);
        CHECK(folded_tag(written) == folded);
        CHECK(folded_tag(folded) == folded);
    }
    CHECK(tag_path("Été") == "/mots/ete");
    CHECK(tag_path("Я") == "/mots/%D1%8F");
}

TEST_CASE("marks become the links that others recognise, but not in code, links or addresses") {
    const auto text = render_text(
        "Bonjour @x@a.example, au #Marché !\n\n`#non @x@a.example`\n\n"
        "[#non @x@a.example](https://b.example/) https://b.example/#non\n\n"
        "    #non\n\nx@a.example",
        everybody, {.base = "https://n.example"});
    CHECK(has(text.html,
              "<span class=\"h-card\"><a href=\"https://a.example/@x\" "
              "class=\"u-url mention\">@<span>x</span></a></span>"));
    CHECK(has(text.html,
              "<a href=\"https://n.example/mots/marche\" class=\"mention hashtag\" "
              "rel=\"tag\">#<span>Marché</span></a>"));
    CHECK_FALSE(has(text.html, "/mots/non"));
    CHECK(text.tags == std::vector<std::string>{"Marché"});
    REQUIRE(text.mentions.size() == 1);
    CHECK(text.mentions.front().handle == "@x@a.example");
    CHECK(text.html.find("u-url") == text.html.rfind("u-url"));
}

TEST_CASE("a handle that nobody has stays plain text and is told of, once") {
    const auto text = render_text("@x@a.example et encore @x@a.example", nullptr, {});
    CHECK(text.html == "<p>@x@a.example et encore @x@a.example</p>\n");
    CHECK(text.unknown == std::vector<std::string>{"@x@a.example"});
    CHECK(text.mentions.empty());
}

TEST_CASE("whatever somebody writes, the number of links and the size of the page are bounded") {
    struct Case {
        std::string what;
        std::string source;
        std::size_t mentions;
        std::size_t tags;
    };
    for (const auto& [what, source, mentions, tags] :
         {Case{"10 000 mentions", repeated("@u%@a.example ", 10'000), kMostMentions, 0},
          Case{"10 000 times one", repeated("@u@a.example ", 10'000), 1, 0},
          Case{"10 000 hashtags", repeated("#mot% ", 10'000), 0, kMostTags},
          Case{"one short hashtag 10 000 times", repeated("#a ", 10'000), 0, 1},
          Case{"at signs", std::string(100'000, '@'), 0, 0},
          Case{"number signs", std::string(100'000, '#'), 0, 0},
          Case{"one endless handle", "@" + std::string(100'000, 'a') + "@a.example", 0, 0}}) {
        CAPTURE(what);
        const auto text = render_text(source, everybody, {.base = "https://n.example"});
        CHECK(text.mentions.size() == mentions);
        CHECK(text.tags.size() == tags);
        CHECK(text.unknown.size() <= 100);
        CHECK(text.html.size() < 2 * source.size() + 20'000);
        CHECK(text.html.ends_with("</p>\n"));
    }
}

TEST_CASE("an address or a name cannot leave its link") {
    const auto text = render_text("@x@a.example #mot",
                                  [](const std::string& handle) {
                                      return std::optional(Mention{handle, "https://a.example/x",
                                                                   "https://a.example/\"><b>"});
                                  },
                                  {.base = "https://n.example"});
    CHECK_FALSE(has(text.html, "<b>"));
}
