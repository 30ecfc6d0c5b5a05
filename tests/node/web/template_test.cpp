#include "node/web/template.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "node/base/text.h"
#include "node/web/billet.h"
#include "node/web/bits.h"
#include "node/web/frame.h"
#include "node/web/markdown.h"

using namespace essaim::web;
using essaim::base::Embedded;

namespace {

std::string render(const std::string& html, const Page& page,
                   Language language = Language::French) {
    const Translations texts;
    const Embedded files[] = {{"pages/x.html", html, ""}};
    const Templates templates({{"t", files}}, texts);
    return templates.render(language, "t/x.html", page).str();
}

Site noisette() {
    Site site;
    site.name = "La Noisette";
    site.tagline = "monnaie locale du pays de Vière";
    site.email = "bonjour@lanoisette.example";
    site.version = "0.1";
    site.peers = 2;
    site.navigation = {{"actualites", "Actualités", "/actualites"},
                       {"reseau", "Réseau", "/reseau"}};
    site.footer = {{"Suivre", {{"Flux Atom", "/actualites.atom"}}}};
    return site;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("values are escaped for the place where they stand") {
    Page page;
    page.set("text", "l'été <b>&\"").set("raw_url", "javascript:alert(1)");
    page.set_url("url", "javascript:alert(1)")
        .set_url("mail", "mailto:a@b.example")
        .set_url("path", "/a?b=1&c=2");
    CHECK(
        render("<p title=\"{{text}}\">{{text}}</p><a href=\"{{raw_url}}\">a</a><a "
               "href=\"{{url}}\">b</a>"
               "<a href=\"{{mail:url}}\">c</a><a href=\"{{path}}\">d</a>",
               page) ==
        "<p title=\"l&#39;été &lt;b&gt;&amp;&quot;\">l&#39;été &lt;b&gt;&amp;&quot;</p><a "
        "href=\"#\">a</a>"
        "<a href=\"#\">b</a><a href=\"mailto:a@b.example\">c</a><a href=\"/a?b=1&amp;c=2\">d</a>");
}

TEST_CASE("a page is UTF-8 whatever bytes its values have") {
    for (const auto* bytes : {"\xff", "a\xc0\xaf", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
        Page page;
        page.set("typed", bytes).set_if("shown", bytes);
        const auto html = render("<input value=\"{{typed}}\">{{#shown}}{{shown}}{{/shown}}", page);
        CHECK(essaim::base::is_valid_utf8(html));
        CHECK(has(html, "\uFFFD"));
    }
}

TEST_CASE("only a SafeHtml shows as markup") {
    Page page;
    page.set_html("body", render_markdown("**oui**"));
    CHECK(render("{{body:html}}", page) == "<p><strong>oui</strong></p>\n");
    Page text;
    CHECK_THROWS_AS(render("{{body:html}}", text.set("body", "<b>")), std::logic_error);
    CHECK_THROWS_AS(render("{{body:none}}", {}), std::logic_error);
    CHECK_THROWS_AS(render("{{%AUTOESCAPE context=\"CSS\"}}", {}), std::logic_error);
    CHECK_THROWS_AS(render("{{>other}}", {}), std::logic_error);
}

TEST_CASE("a text area keeps its lines") {
    Page page;
    page.set("draft", "un\n\n</textarea><b>deux");
    CHECK(render("<textarea>{{draft:pre}}</textarea>", page) ==
          "<textarea>un\n\n&lt;/textarea&gt;&lt;b&gt;deux</textarea>");
    CHECK_THROWS_AS(render("<textarea>{{draft}}</textarea>", page), std::logic_error);
    CHECK_NOTHROW(render("<textarea></textarea>{{draft}}", page));
    page.set("name", "alt0");
    CHECK_NOTHROW(render("<textarea name=\"{{name}}\" rows=\"2\">{{draft:pre}}</textarea>", page));
    CHECK_THROWS_AS(render("<textarea name=\"{{name}}\">{{draft}}</textarea>", page),
                    std::logic_error);
}

TEST_CASE("sections repeat, nest and see the values around them") {
    Page page;
    page.set("site", "S");
    page.section("item").set("name", "a").show("current");
    page.section("item").set("name", "b");
    page.set_if("absent", "").set_if("present", "oui");
    CHECK(render("{{#item}}<i{{#current}} class=\"on\"{{/current}}>{{name}}{{site}}</i>{{/item}}"
                 "{{#absent}}-{{absent}}{{/absent}}{{#present}}+{{present}}{{/present}}",
                 page) == "<i class=\"on\">aS</i><i>bS</i>+oui");
}

TEST_CASE("mistakes are found, not shown") {
    Page page;
    CHECK_THROWS_AS(render("{{a}}", page.set("b", "x")), std::logic_error);
    Page section;
    section.show("b");
    CHECK_THROWS_AS(render("{{a}}", section), std::logic_error);
    CHECK_THROWS_AS(render("{{#a}}", {}), std::logic_error);
    CHECK_THROWS_AS(render("{{a", {}), std::logic_error);
    CHECK_THROWS_AS(render("[[a", {}), std::logic_error);
    CHECK_THROWS_AS(render("[[=absent.css]]", {}), std::logic_error);
    const Translations texts;
    const Templates templates({}, texts);
    CHECK_THROWS_AS(templates.render(Language::French, "absent.html", {}), std::logic_error);
}

TEST_CASE("pages speak the reader's language") {
    CHECK(render("<a title=\"[[Aller au contenu]]\">[[Erreur]]</a>", {}, Language::English) ==
          "<a title=\"Skip to content\">Error</a>");
    CHECK(render("[[Qui est là ?]]", {}) == "Qui est là\u202F?");
    Page page;
    page.set("name", "<Ana>");
    CHECK(render("[[Bonjour {{name}} !]]", page) == "Bonjour &lt;Ana&gt;\u202F!");
}

TEST_CASE("the frame is complete and shows only what is given") {
    const Translations texts;
    const Templates templates({}, texts);
    const Site site = noisette();
    Frame frame{.site = site};
    frame.title = "Le marché";
    frame.section = "actualites";
    frame.path = "/actualites?page=2";
    frame.feeds = {{"Actualités", "/actualites.atom"}};
    frame.modules = {"copier.js"};
    frame.notices = {{Notice::Kind::Failure, "Non <b>"}};
    frame.activity_url = "https://n.example/a/1";
    const std::string page = templates.render_page(frame, SafeHtml::text("corps"));
    CHECK(page.starts_with("<!DOCTYPE html>"));
    CHECK(has(page, "<html lang=\"fr\">"));
    CHECK(has(page, "<title>Le marché – La Noisette</title>"));
    CHECK(has(page, "<a class=\"skip\" href=\"#contenu\">Aller au contenu</a>"));
    CHECK(count(page, "aria-current=\"page\">Actualités") == 2);
    CHECK(count(page, ">Réseau</a>") == 2);
    CHECK(!has(page, "Documents"));
    CHECK(count(page, "href=\"/connexion\"") == 2);
    CHECK(!has(page, "href=\"/ecrire\""));
    CHECK(has(page, "<p class=\"notice error\" role=\"alert\">Non &lt;b&gt;</p>"));
    CHECK(has(page, "type=\"application/activity+json\" href=\"https://n.example/a/1\""));
    CHECK(has(page, "href=\"mailto:bonjour@lanoisette.example\""));
    CHECK(has(page, "href=\"/actualites?page=2&amp;langue=en\""));
    CHECK(has(page, "relié à 2 autres nœuds"));
    CHECK(has(page, "corps"));
    CHECK(count(page, "<svg class=\"ros h0") == 2);
    CHECK(!has(page, "noindex"));
    CHECK(!has(page, "{{"));
    CHECK(!has(page, "[["));
    // Content-Security-Policy: no inline style or script.
    CHECK(!has(page, " style="));
    CHECK(!has(page, "<style"));
    CHECK(!has(page, "<script>"));

    frame.signed_in = "Ana";
    frame.may_write = frame.may_manage = true;
    frame.language = Language::English;
    const std::string member = templates.render_page(frame, {});
    CHECK(has(member, ">Ana</a>"));
    CHECK(count(member, "href=\"/ecrire\"") == 2);  // in the bar, and in the menu of small screens
    CHECK(count(member, "href=\"/gestion\"") == 2);
    CHECK(!has(member, "/connexion"));
    CHECK(has(member, "connected to 2 other nodes"));
}

TEST_CASE("an error page says what happened and where to go") {
    const Translations texts;
    const Templates templates({}, texts);
    const Site site = noisette();
    const Frame frame{.site = site};
    for (const int status : {400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503}) {
        const std::string page = problem_page(templates, frame, status, "précision");
        CAPTURE(status);
        CHECK(count(page, "<h1>") == 1);
        CHECK(has(page, std::to_string(status)));
        CHECK(has(page, "précision"));
        CHECK(has(page, "content=\"noindex\""));
        CHECK(has(page, "<a class=\"btn\" href=\"/\">Retour à l’accueil</a>"));
        CHECK(has(page, "<li><a href=\"/reseau\">Réseau</a></li>"));
        CHECK(has(page, "<li><a href=\"/suivre\">"));
    }
    const auto lost = problem_page(templates, frame, 404);
    CHECK(has(lost, "Il n’y a rien à cette adresse"));
    CHECK(has(lost, "mal recopiée"));  // what usually helps, where nothing better is known
}

TEST_CASE("the note shows what is known and nothing else; as a sample it hides what is missing") {
    const Translations texts;
    const Templates templates({}, texts);
    const auto french = Language::French;
    Billet note{.key = "https://n.example/@n", .hue = 4, .lang = "fr", .title = "La <Noisette>"};
    const auto bare = billet(templates, french, note).str();
    CHECK(has(bare, "class=\"billet h4\""));
    CHECK(has(bare, "La &lt;Noisette&gt;"));
    CHECK(!has(bare, "class=\"par\""));
    CHECK(!has(bare, "<dl>"));
    CHECK(!has(bare, "hidden>"));
    note.sample = true;
    CHECK(count(billet(templates, french, note).str(), " hidden>") == 3);  // tagline, unit, worth
    note = {.key = "k",
            .hue = 0,
            .lang = "fr",
            .title = "T",
            .tagline = "t",
            .unit = "noisette",
            .worth = "1 €",
            .figures = {{"3", "abonnés"}},
            .source = "Compté hier"};
    const auto full = billet(templates, french, note).str();
    for (const auto* part :
         {"noisette</span>", "1\u00A0€</i>", "<dt>abonnés</dt><dd>3</dd>", "Compté hier"}) {
        CAPTURE(part);
        CHECK(has(full, part));
    }
}

TEST_CASE("shared bits") {
    const Translations texts;
    const Templates templates({}, texts);
    const auto french = Language::French;
    CHECK(form_summary(templates, french, {}).empty());
    CHECK(
        has(form_summary(templates, french, {{"title", "Donnez un titre."}, {"text", "Trop long."}})
                .str(),
            "Il reste 2 choses à corriger"));
    CHECK(has(empty_state(templates, french, "Rien", {"Écrire", "/ecrire"}).str(),
              "href=\"/ecrire\">Écrire</a>"));
    CHECK(!has(empty_state(templates, french, "Rien").str(), "href"));
    CHECK(pager(templates, french, "", "").empty());
    CHECK(has(pager(templates, Language::English, "", "/a?avant=3").str(),
              "rel=\"next\" href=\"/a?avant=3\">Older"));
}
