// The first ten minutes of whoever was put in charge (ux.md §2.2), page by
// page, on a node as `essaim serve` runs it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "node/base/text.h"
#include "node/news/publishing.h"
#include "running_app.h"

using namespace essaim;
using namespace essaim::test;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string between(const std::string& text, std::string_view before, std::string_view after) {
    const auto start = text.find(before);
    if (start == std::string::npos) return "";
    const auto from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

// Somebody signed in, with a browser that keeps the one cookie that matters here.
struct Person {
    RunningApp& app;
    std::string cookie;

    std::string get(const std::string& target) const {
        return app.ask("GET", target, "Accept: text/html\r\n" + cookie);
    }
    std::string submit(const std::string& page, const std::string& action,
                       const Fields& fields) const {
        auto body = "csrf=" + between(get(page), "name=\"csrf\" value=\"", "\"");
        for (const auto& [name, value] : fields)
            body += "&" + name + "=" + base::percent_encode(value);
        return app.ask("POST", action,
                       "Content-Type: application/x-www-form-urlencoded\r\n"
                       "Origin: https://lanoisette.example\r\n" +
                           cookie,
                       body);
    }
};

int status_of(const std::string& answer) { return std::stoi(answer.substr(answer.find(' ') + 1)); }

std::string with_cookie(const std::string& cookie, const std::string& more) {
    return cookie.substr(0, cookie.size() - 2) + "; " + more + "\r\n";
}

const Fields kSheet = {{"title", "La Noisette"},
                       {"tagline", "monnaie locale"},
                       {"sentence", "Une monnaie qui reste au pays"},
                       {"accent", "au pays"},
                       {"about", "Elle <circule>."},
                       {"place", "Corvol"},
                       {"email", "bonjour@lanoisette.example"},
                       {"unit", "noisette"},
                       {"worth", "1 €"}};

}  // namespace

TEST_CASE("the management page says what is left to do, until it is done") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    const auto steps = [&] {
        return between(ada.get("/gestion"), "<ol class=\"steps\">", "</ol>");
    };
    CHECK(has(ada.get("/gestion"), "0 sur 7"));
    CHECK(has(between(steps(), "<li class=\"next\">", "</li>"), "href=\"/gestion/fiche\""));

    CHECK(status_of(ada.submit("/gestion/fiche", "/gestion/fiche", kSheet)) == 303);
    CHECK(has(between(steps(), "<li class=\"done\">", "</li>"), "Compléter votre fiche"));
    CHECK(has(between(steps(), "<li class=\"next\">", "</li>"), "href=\"/ecrire\""));

    // Put off: at rest for a week, then back.
    CHECK(status_of(ada.submit("/gestion", "/gestion/plus-tard",
                               {{"step", "texte"}, {"action", "later"}})) == 303);
    CHECK(has(between(steps(), "<li class=\"later\">", "</li>"), "Remise à plus tard"));
    CHECK(has(between(steps(), "<li class=\"next\">", "</li>"), "href=\"/gestion/reseau\""));
    CHECK(status_of(ada.submit("/gestion", "/gestion/plus-tard",
                               {{"step", "texte"}, {"action", "resume"}})) == 303);
    CHECK_FALSE(has(steps(), "class=\"later\""));
    CHECK(status_of(ada.submit("/gestion", "/gestion/plus-tard",
                               {{"step", "relais"}, {"action", "later"}})) == 303);
    app.clock.advance(std::chrono::hours(24 * 7 + 1));
    CHECK_FALSE(has(steps(), "class=\"later\""));

    REQUIRE(
        news::Publishing(app.services())
            .add({.title = "T", .summary = "", .source = "S"}, news::PostState::Published, "test"));
    CHECK(has(ada.get("/gestion"), "2 sur 7"));
    REQUIRE(app.services().accounts.create("b@n.example", "Bob", accounts::Role::Manager,
                                           "une phrase de passe longue"));
    CHECK(has(ada.get("/gestion"), "3 sur 7"));
}

TEST_CASE("the sheet that was saved is what visitors see") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    const auto saved = ada.submit("/gestion/fiche", "/gestion/fiche", kSheet);
    CHECK(has(saved, "Location: /gestion\r\n"));
    CHECK(has(saved, "Set-Cookie: __Host-fait=fiche"));
    const auto home = app.page("/");
    for (const auto* part : {"reste <em>au pays</em>", "Elle &lt;circule&gt;.",
                             "class=\"billet h0\"", ">noisette</span>", "1\u00A0€",
                             "mailto:bonjour@lanoisette.example", "<body class=\"h0\">"}) {
        CAPTURE(part);
        CHECK(has(home, part));
    }
    // Said once, to who did it.
    const auto told = app.ask(
        "GET", "/gestion", "Accept: text/html\r\n" + with_cookie(ada.cookie, "__Host-fait=fiche"));
    CHECK(has(told, "La fiche est enregistrée."));
    CHECK(has(told, "Set-Cookie: __Host-fait=;"));
    CHECK_FALSE(
        has(app.ask("GET", "/", "Cookie: __Host-fait=fiche\r\n"), "La fiche est enregistrée."));
    CHECK_FALSE(has(ada.get("/gestion"), "La fiche est enregistrée."));
}

TEST_CASE(
    "a sheet with something wrong comes back with what was typed and the reason at the field") {
    struct Row {
        const char* field;
        const char* value;
        const char* blamed;
    };
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    for (const auto& [field, value, blamed] :
         {Row{"title", " ", "title"}, Row{"accent", "à la mer", "accent"},
          Row{"email", "bonjour", "email"}, Row{"email", "a@b.example\" onclick", "email"},
          Row{"unit", "", "unit"}}) {
        CAPTURE(value);
        auto fields = kSheet;
        for (auto& [name, text] : fields) {
            if (name == field) text = value;
        }
        const auto page = ada.submit("/gestion/fiche", "/gestion/fiche", fields);
        CHECK(status_of(page) == 422);
        CHECK(has(page, "<a href=\"#" + std::string(blamed) + "\">"));
        CHECK(has(page, "id=\"" + std::string(blamed) + "-erreur\""));
        CHECK(has(page, "value=\"monnaie locale\""));
    }
    CHECK(app.services().federation.profile().tagline.empty());
}

TEST_CASE("a node without any text proposes one; with a text or a draft it does not") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Writer)};
    const auto first = ada.get("/ecrire");
    CHECK(has(first, "value=\"Nous voici\""));
    CHECK(has(first, "data-prefilled"));
    CHECK(has(first, "@lanoisette@lanoisette.example"));
    CHECK(status_of(ada.submit("/ecrire", "/ecrire",
                               {{"title", "Plus tard"}, {"source", "…"}, {"action", "draft"}})) ==
          303);
    CHECK_FALSE(has(ada.get("/ecrire"), "Nous voici"));
    CHECK(has(ada.get("/actualites"), "Plus tard"));
    CHECK_FALSE(has(app.page("/actualites"), "Plus tard"));
}

TEST_CASE("the preview shows the text on the site and in Mastodon, and publishes nothing") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Writer)};
    const auto page = ada.submit(
        "/ecrire", "/ecrire",
        {{"title", "Oui : non"}, {"source", "Un **mot**.\r\n\r\n- un"}, {"action", "preview"}});
    CHECK(status_of(page) == 200);
    CHECK(has(page, "Sur le site"));
    CHECK(has(page, "Dans Mastodon"));
    CHECK(has(page, "Un <strong>mot</strong>."));
    CHECK(has(page, "lanoisette.example/actualites/oui-non"));
    CHECK(has(page, "form=\"redaction\""));
    CHECK(has(app.page("/actualites"), "Aucune actualité"));
}

TEST_CASE("news that was taken back answers 410 with the date, and its address is not used again") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Writer)};
    news::Publishing publishing(app.services());
    const auto post = publishing.add({.title = "La fête", .summary = "", .source = "S"},
                                     news::PostState::Published, "test");
    REQUIRE(post);
    CHECK(status_of(app.page("/actualites/la-fete")) == 200);
    const auto id = post->id.substr(post->id.rfind('/') + 1);
    CHECK(status_of(ada.submit("/ecrire/" + id, "/ecrire/" + id + "/supprimer", {})) == 303);
    const auto gone = app.page("/actualites/la-fete");
    CHECK(status_of(gone) == 410);
    CHECK(has(gone, web::format_date(web::Language::French, app.clock.now())));
    CHECK(status_of(app.page("/actualites/jamais-vue")) == 404);
    const auto again = publishing.add({.title = "La fête", .summary = "", .source = "S"},
                                      news::PostState::Published, "test");
    REQUIRE(again);
    CHECK(again->slug == "la-fete-2");
}

TEST_CASE("the language that was chosen stays, page after page") {
    RunningApp app;
    const auto first = app.page("/?langue=en");
    CHECK(has(first, "<html lang=\"en\">"));
    CHECK(has(first, "Set-Cookie: langue=en;"));
    CHECK(has(app.ask("GET", "/actualites", "Accept: text/html\r\nCookie: langue=en\r\n"),
              "<html lang=\"en\">"));
}

TEST_CASE("management is for managers, writing for who writes") {
    struct Row {
        accounts::Role role;
        const char* path;
        int status;
    };
    for (const auto& [role, path, status] :
         {Row{accounts::Role::Member, "/ecrire", 403}, Row{accounts::Role::Writer, "/ecrire", 200},
          Row{accounts::Role::Writer, "/gestion", 403},
          Row{accounts::Role::Writer, "/gestion/personnes", 403},
          Row{accounts::Role::Manager, "/gestion", 200},
          Row{accounts::Role::Manager, "/gestion/fiche", 200},
          Row{accounts::Role::Manager, "/gestion/reseau", 200},
          Row{accounts::Role::Manager, "/gestion/personnes", 200}}) {
        CAPTURE(path);
        RunningApp app;
        const Person somebody{app, app.signed_in(role)};
        CHECK(status_of(somebody.get(path)) == status);
        CHECK(has(app.page(path), "Location: /connexion?vers="));
    }
}

TEST_CASE("an address to follow survives signing in and a refusal") {
    RunningApp app;
    CHECK(has(app.page("/gestion/reseau?suivre=genet%40genet.example"),
              "Location: /connexion?vers=%2Fgestion%2Freseau%3Fsuivre%3Dgenet%2540genet.example"));
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    CHECK(has(ada.get("/gestion/reseau?suivre=genet%40genet.example"),
              "value=\"genet@genet.example\""));
    const auto refused = ada.submit("/gestion/reseau", "/gestion/reseau",
                                    {{"whom", "n’importe quoi"}, {"action", "follow"}});
    CHECK(status_of(refused) == 422);
    CHECK(has(refused, "id=\"whom-erreur\""));
    CHECK(has(refused, "n’importe quoi"));
}

TEST_CASE("an invitation shows its link once and lets in with the role chosen") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    const auto page = ada.submit("/gestion/personnes", "/gestion/personnes", {{"role", "writer"}});
    const auto code = between(page, "/bienvenue/", "<");
    REQUIRE(code.size() >= 19);
    CHECK(app.services().accounts.check_invitation(code.substr(0, 19)));
    CHECK_FALSE(has(ada.get("/gestion/personnes"), "/bienvenue/"));
    CHECK(status_of(ada.submit("/gestion/personnes", "/gestion/personnes", {{"role", "roi"}})) ==
          422);
}
