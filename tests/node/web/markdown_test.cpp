#include "node/web/markdown.h"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/node/web/markup_check.h"

using essaim::tests::markup_fault;
using essaim::web::MarkdownOptions;
using essaim::web::render_markdown;

namespace {

const std::set<std::string> kTags = {
    "p",  "br", "hr", "a",  "del", "pre", "blockquote", "code",  "strong", "em", "u",  "h2",
    "h3", "h4", "h5", "ul", "ol",  "li",  "table",      "thead", "tbody",  "tr", "th", "td"};

std::string html(std::string_view source, const MarkdownOptions& options = {}) {
    return render_markdown(source, options).str();
}

std::string times(std::string_view part, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += part;
    return out;
}

}  // namespace

TEST_CASE("Markdown becomes the HTML a member expects") {
    struct Row {
        std::string in, out;
    };
    for (const auto& [in, out] : std::vector<Row>{
             {"Un **gras** et *italique*.",
              "<p>Un <strong>gras</strong> et <em>italique</em>.</p>\n"},
             {"# Titre", "<h2>Titre</h2>\n"},
             {"## Titre", "<h2>Titre</h2>\n"},
             {"### Titre", "<h3>Titre</h3>\n"},
             {"###### Petit", "<h5>Petit</h5>\n"},
             {"- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>\n"},
             {"3. a", "<ol start=\"3\"><li>a</li>\n</ol>\n"},
             {"- [ ] a\n- [x] b", "<ul><li>☐ a</li>\n<li>☑ b</li>\n</ul>\n"},
             {"[x](https://a.example/?a=1&b=2)",
              "<p><a href=\"https://a.example/?a=1&amp;b=2\">x</a></p>\n"},
             {"[x](/actualites)", "<p><a href=\"/actualites\">x</a></p>\n"},
             {"https://a.example/x",
              "<p><a href=\"https://a.example/x\">https://a.example/x</a></p>\n"},
             {"![Un étal](https://a.example/i.png)",
              "<p><a href=\"https://a.example/i.png\">Un étal</a></p>\n"},
             {"[![l](https://a.example/i.png)](https://b.example/)",
              "<p><a href=\"https://b.example/\">l</a></p>\n"},
             {"![a [b](https://c.example) *d*](https://a.example/i.png)",
              "<p><a href=\"https://a.example/i.png\">a b d</a></p>\n"},
             {"`a < b`", "<p><code>a &lt; b</code></p>\n"},
             {"~~non~~", "<p><del>non</del></p>\n"},
             {"&eacute;&#33;&nothing;", "<p>é!&amp;nothing;</p>\n"},
             {"|a|b|\n|---|---|\n|1|2|",
              "<table><thead><tr><th scope=\"col\">a</th><th "
              "scope=\"col\">b</th></tr>\n</thead>\n<tbody><tr><td>1</td><td>2</td></tr>\n</"
              "tbody>\n</table>\n"},
         }) {
        CAPTURE(in);
        CHECK(html(in) == out);
    }
}

TEST_CASE("no source text becomes live markup or a dangerous link") {
    for (const char* source : {"<script>alert(1)</script>",
                               "<img src=x onerror=alert(1)>",
                               "[x](javascript:alert(1))",
                               "[x](JAVASCRIPT:alert(1))",
                               "[x](java&#115;cript:alert(1))",
                               "[x](java&Tab;script:alert(1))",
                               "[x](<javascript:alert(1)>)",
                               "[x](data:text/html,x)",
                               "![x](javascript:alert(1))",
                               "[x](https://a.example/\"onclick=\"alert(1))",
                               "[x](//evil.example)",
                               "[x](/\\evil.example)",
                               "<javascript:alert(1)>",
                               "[a]: javascript:alert(1)\n\n[a]",
                               "```\"><script>\nx\n```",
                               "[x](https://a.example 'a\" onclick=\"x')",
                               "<a href=\"https://a.example\" onclick=x>y</a>",
                               "<!-- x -->",
                               "<?php ?>",
                               "a\\<b>",
                               "&lt;script&gt;",
                               "**<b>**",
                               "https://a.example/\"><script>"}) {
        CAPTURE(source);
        const std::string out = html(source);
        CAPTURE(out);
        CHECK(markup_fault(out, kTags) == "");
    }
}

TEST_CASE("paths become absolute when the text leaves the node") {
    const MarkdownOptions options{.base_url = "https://n.example"};
    CHECK(html("[x](/a)", options) == "<p><a href=\"https://n.example/a\">x</a></p>\n");
}

TEST_CASE("French spaces go into text, not into code or addresses") {
    const MarkdownOptions options{.base_url = {}, .french_typography = true};
    CHECK(html("Quoi ? `a ? b` **oui** !", options) ==
          "<p>Quoi\u202F? <code>a ? b</code> <strong>oui</strong>\u202F!</p>\n");
}

TEST_CASE("tables become lines where tables are not understood") {
    const MarkdownOptions options{.base_url = {}, .tables = false};
    CHECK(html("|a|b|\n|---|---|\n|1|2|", options) == "<p>a · b</p>\n<p>1 · 2</p>\n");
}

TEST_CASE("bombs stay small, valid and fast") {
    const std::vector<std::string> bombs = {
        times("> ", 20'000) + "a",
        times("- ", 20'000) + "a",
        times("*", 60'000) + "a",
        times("[", 60'000),
        times("[a](", 30'000),
        times("![", 30'000),
        times("`", 1) + times("a``", 30'000),
        times("|a", 2'000) + "|\n" + times("|---", 2'000) + "|\n" + times("|b|\n", 2'000),
        times("<", 60'000),
        times("**a *b ", 20'000),
        times("&amp;", 20'000),
        times("[a]: b\n", 20'000),
        times("# ", 20'000),
        times("\n\n---", 20'000),
        std::string(600'000, 'a')};
    for (const auto& bomb : bombs) {
        const auto start = std::chrono::steady_clock::now();
        const std::string out = html(bomb);
        CAPTURE(bomb.substr(0, 20));
        CHECK(markup_fault(out, kTags, 40) == "");
        CHECK(out.size() <= 16384 + 16 * bomb.size());
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    }
}
