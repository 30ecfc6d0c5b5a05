// HTML of other sites as Markdown of ours.
#include <doctest/doctest.h>

#include "node/imports/html_markdown.h"
#include "node/web/markdown.h"
#include "node/web/sanitise.h"

using namespace essaim;
using namespace essaim::imports;

namespace {

std::string words(const std::string& html) {
    std::string out;
    for (const char c : web::text_of_html(html))
        if (c != ' ' && c != '\n') out += c;
    return out;
}

}  // namespace

TEST_CASE("what Markdown says is said in Markdown") {
    struct Row {
        std::string html;
        std::string markdown;
    };
    const Row rows[] = {
        {"<p>Un</p><p>Deux</p>", "Un\n\nDeux"},
        {"<p>Un  \n mot</p>", "Un mot"},
        {"<p>Du <strong>gras </strong>et de l’<em>italique</em></p>",
         "Du **gras** et de l’*italique*"},
        {"<p><b><b>gras</b></b></p>", "**gras**"},
        {"<p>un<br>deux</p>", "un  \ndeux"},
        {"<h1>Titre</h1><h4>Sous <i>titre</i></h4>", "## Titre\n\n#### Sous *titre*"},
        {"<ul><li>un</li><li>deux<ul><li>trois</li></ul></li></ul><p>fin</p>",
         "- un\n- deux\n  - trois\n\nfin"},
        {"<ol start=3><li>un</li><li><p>deux</p><p>encore</p></li></ol>",
         "3. un\n4. deux\n\n   encore"},
        {"<blockquote><p>Un</p><p>Deux</p></blockquote>", "> Un\n>\n> Deux"},
        {"<p>avant</p><blockquote>dit</blockquote>", "avant\n\n> dit"},
        {"<pre>a  *b*\n c</pre>", "```\na  *b*\n c\n```"},
        {"<p><code>x_y</code></p>", "`x_y`"},
        {"<p><a href=\"/a b\">lien</a></p>", "[lien](https://a.example/a%20b)"},
        {"<p><a href=\"https://b.example/\">https://b.example/</a></p>", "https://b.example/"},
        {"<p><a href=\"javascript:alert(1)\">x</a></p>", "x"},
        {"<p><a href=\"mailto:a@b.example\">écrire</a></p>", "[écrire](mailto:a@b.example)"},
        {"<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>",
         "| a | b\\|c |\n|---|---|\n| 1 |  |"},
        {"<hr><p>x</p>", "---\n\nx"},
        {"<script>alert(1)</script><style>p{}</style><p onclick=x>y</p>", "y"},
        {"<iframe src=\"https://video.example/1\">non</iframe><p>z</p>",
         "https://video.example/1\n\nz"},
        {"<p>- pas une liste</p><p>1. ni ici</p><p># ni titre</p><p>> ni citation</p>",
         "\\- pas une liste\n\n1\\. ni ici\n\n\\# ni titre\n\n\\> ni citation"},
        {"<p>*étoile* _souligné_ `code` [crochets](x) &lt;b&gt; &amp;amp;</p>",
         "\\*étoile\\* \\_souligné\\_ \\`code\\` \\[crochets\\](x) \\<b> \\&amp;"},
        {"<p>snake_case et 2 < 3 & 4</p>", "snake_case et 2 < 3 & 4"},
        {"<p>[contact-form-7 id=\"1\"]</p>", "\\[contact-form-7 id=\"1\"]"},
        {"<p>[embed]https://video.example/2[/embed]</p>", "https://video.example/2"},
        {"", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.html);
        CHECK(markdown_of(row.html, {.base = "https://a.example/2019/x/"}).markdown ==
              row.markdown);
    }
}

TEST_CASE("the words come back as they went in") {
    const std::string texts[] = {
        "<p>*a* **b** _c_ __d__ ~~e~~ `f` ``g`` \\h</p>",
        "<p>1. x</p><p>2) y</p><p>+ z</p><p>=== w</p><p>--- v</p><p>| a | b |</p>",
        "<p>[a]: https://x.example</p><p>[a](b) ![c](d) &lt;https://e.example&gt;</p>",
        "<ul><li>- a</li><li># b</li><li>&gt; c</li></ul>",
        "<blockquote>1. a<br># b</blockquote>",
        "<p>&amp;lt; &amp;#35; &lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<p>a * b * c _ d</p>",
        "<h2># a **b**</h2>",
        "<p>a\u00a0: b</p>",
    };
    for (const auto& html : texts) {
        CAPTURE(html);
        const auto markdown = markdown_of(html, {.base = "https://a.example/"}).markdown;
        CAPTURE(markdown);
        CHECK(words(web::render_markdown(markdown).str()) == words(html));
    }
}

TEST_CASE("in old WordPress an empty line is a paragraph, and captions stand in brackets") {
    const MarkdownRules old{.base = "https://a.example/", .lines_count = true};
    CHECK(markdown_of("Un\ndeux\n\n<strong>Trois</strong>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
                      old)
              .markdown == "Un  \ndeux\n\n**Trois**\n\n- a\n- b");
    const auto found = markdown_of(
        "[caption id=\"x\" width=\"300\"]<a href=\"/g.jpg\"><img src=\"/p-300x200.jpg\" "
        "alt=\"\" /></a> Le marché[/caption]\n[gallery ids=\"12,15\"]",
        old);
    REQUIRE(found.pictures.size() == 1);
    CHECK(found.pictures[0].url == "https://a.example/p-300x200.jpg");
    CHECK(found.pictures[0].alt == "Le marché");
    CHECK(found.galleries == std::vector<std::string>{"12", "15"});
}

TEST_CASE("a picture that came is beside the text, of another a link stays") {
    const std::string html =
        "<figure><img src=\"/a.jpg\" alt=\"Un étal\"><figcaption>Samedi</figcaption></figure>"
        "<p><img src=\"b.jpg\"></p><img src=\"data:image/png;base64,AAAA\"><img src=\"/a.jpg\">";
    const auto all = markdown_of(html, {.base = "https://a.example/x/y"});
    CHECK(all.pictures.size() == 2);
    CHECK(all.markdown ==
          "[Un étal](https://a.example/a.jpg)\n\nSamedi\n\n[b.jpg](https://a.example/x/b.jpg)\n\n"
          "[a.jpg](https://a.example/a.jpg)");
    const auto one =
        markdown_of(html, {.base = "https://a.example/x/y", .taken = {"https://a.example/a.jpg"}});
    CHECK(one.markdown == "Samedi\n\n[b.jpg](https://a.example/x/b.jpg)");
}

TEST_CASE("text that is nested beyond reason comes as its bare words") {
    std::string deep;
    for (int i = 0; i < 2000; ++i) deep += "<div><b>";
    CHECK(markdown_of(deep + "mot", {}).markdown.find("mot") != std::string::npos);
}
