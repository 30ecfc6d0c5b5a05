// What those who keep the site do at their desk: the journal, the appearance,
// the legal notice, drafts kept on the node, frames for other sites; and where a
// text of ours arrived.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/accounts/people.h"
#include "node/base/text.h"
#include "node/documents/library.h"
#include "node/federation/arrival_store.h"
#include "node/federation/arrivals.h"
#include "node/mail/mail_store.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "running_app.h"

using namespace essaim;
using namespace essaim::test;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Person {
    RunningApp& app;
    std::string cookie;

    std::string get(const std::string& target) const {
        return app.ask("GET", target, "Accept: text/html\r\n" + cookie);
    }
    std::string send(const std::string& action, const Fields& fields) const {
        const auto page = get("/moi");
        const std::string mark = "name=\"csrf\" value=\"";
        const auto from = page.find(mark) + mark.size();
        auto body = "csrf=" + page.substr(from, page.find('"', from) - from);
        for (const auto& [name, value] : fields)
            body += "&" + name + "=" + base::percent_encode(value);
        return app.ask("POST", action,
                       "Content-Type: application/x-www-form-urlencoded\r\n"
                       "Accept: text/html\r\nOrigin: https://lanoisette.example\r\n" +
                           cookie,
                       body);
    }
};

news::Post published(RunningApp& app, const std::string& title) {
    auto post = news::Publishing(app.services())
                    .add({.title = title, .summary = "", .source = "Douze <étals>."},
                         news::PostState::Published, "test");
    REQUIRE(post);
    return *post;
}

void write(RunningApp& app, const std::function<void(storage::Connection&)>& work) {
    REQUIRE(app.services().database.write([&](storage::Connection& connection) -> Result<void> {
        work(connection);
        return {};
    }));
}

void nothing_remembered(storage::Connection& connection) {
    for (const auto* table : {"reached", "in_letter"}) {
        CAPTURE(table);
        CHECK_FALSE(connection.query("SELECT 1 FROM " + std::string(table)).step());
    }
}

}  // namespace

TEST_CASE("the journal says who did what to what, to those who manage only") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    const Person wim{app, app.signed_in(accounts::Role::Writer)};
    CHECK(has(wim.get("/gestion/journal"), "HTTP/1.1 403"));
    CHECK(has(app.page("/gestion/journal"), "Location: /connexion"));

    CHECK(has(wim.send("/ecrire", {{"title", "Le marché"},
                                   {"source", "Douze étals."},
                                   {"language", "fr"},
                                   {"action", "publish"}}),
              "HTTP/1.1 303"));
    CHECK(has(ada.send("/gestion/fiche", {{"title", "La Noisette"}}), "HTTP/1.1 303"));
    std::string writer;
    for (const auto& one : app.services().accounts.list()) {
        if (one.role == accounts::Role::Writer) writer = one.id;
    }
    CHECK(has(ada.send("/gestion/personnes/" + writer, {{"action", "fermer"}}), "HTTP/1.1 303"));
    auto journal = ada.get("/gestion/journal");
    CHECK(has(journal, "a écrit <a href=\"https://lanoisette.example/actualites/le-marche\""));
    CHECK(has(journal, "a changé la fiche"));
    CHECK(has(journal, "a fermé le compte de <bdi>Camille</bdi>"));

    // The name goes with the account.
    REQUIRE(app.services().accounts.people().erase(writer));
    journal = ada.get("/gestion/journal");
    CHECK(has(journal, "<bdi>une personne partie</bdi></th><td>a écrit"));
    CHECK(has(journal, "a fermé le compte de <bdi>une personne partie</bdi>"));
}

TEST_CASE("the journal is read page by page") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    for (int i = 0; i < 70; ++i)
        app.services().accounts.journal("cli", "queue.drop",
                                        "hote" + std::to_string(i) + ".example");
    const auto first = ada.get("/gestion/journal");
    CHECK(has(first, "hote69.example"));
    CHECK_FALSE(has(first, "hote19.example"));
    const auto at = first.find("/gestion/journal?avant=");
    REQUIRE(at != std::string::npos);
    const auto second = ada.get(first.substr(at, first.find('"', at) - at));
    CHECK(has(second, "hote19.example"));
    CHECK_FALSE(has(second, "hote20.example"));
}

TEST_CASE(
    "the appearance that was saved is what visitors see, and other servers hear of the rest") {
    RunningApp app;
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    CHECK(has(app.page("/mentions-legales"), "HTTP/1.1 404"));
    CHECK_FALSE(has(app.page("/"), "/mentions-legales"));
    CHECK(has(ada.send("/gestion/apparence", {{"hue", "8"},
                                              {"footer", "Permanence <le> jeudi"},
                                              {"legal", "## Qui publie\r\n\r\nLa Noisette <b>"},
                                              {"part_agenda", "1"},
                                              {"part_ailleurs", "1"}}),
              "Location: /gestion/apparence"));
    const auto home = app.page("/");
    CHECK(has(home, "<body class=\"h8\">"));
    CHECK(has(home, "Permanence &lt;le&gt; jeudi"));
    CHECK(has(home, "href=\"/mentions-legales\""));
    const auto legal = app.page("/mentions-legales");
    CHECK(has(legal, "<h2>Qui publie</h2>"));
    CHECK_FALSE(has(legal, "La Noisette <b>"));
    CHECK(app.services().federation.profile().without ==
          std::vector<std::string>{"documents", "lettre", "voisins", "reseau"});
    const auto form = ada.get("/gestion/apparence");
    CHECK(has(form, "name=\"part_agenda\" value=\"1\" checked"));
    CHECK_FALSE(has(form, "name=\"part_voisins\" value=\"1\" checked"));
    CHECK(has(ada.send("/gestion/apparence", {{"hue", "8"}, {"legal", std::string(20'001, 'x')}}),
              "href=\"#legal\""));
    CHECK(has(app.page("/mentions-legales"), "<h2>Qui publie</h2>"));
}

TEST_CASE("a text of ours and a card are framed by oEmbed; nothing else is") {
    RunningApp app;
    const auto post = published(app, "Le marché");
    const std::string base = "https://lanoisette.example";
    const auto page = app.page("/actualites/le-marche");
    CHECK(has(page, "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"" + base +
                        "/oembed?format=json&amp;url=https%3A%2F%2Flanoisette.example%2F"
                        "actualites%2Fle-marche\">"));
    const auto answer =
        app.page("/oembed?url=" + base::percent_encode(post.url) + "&maxwidth=400&maxheight=9999");
    REQUIRE(has(answer, "HTTP/1.1 200"));
    const auto json = nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
    CHECK(json.at("version") == "1.0");
    CHECK(json.at("type") == "rich");
    CHECK(json.at("title") == "Le marché");
    CHECK(json.at("width") == 400);
    CHECK(json.at("height") == 300);
    CHECK(has(json.at("html").get<std::string>(),
              "src=\"" + base + "/integrer/actualites/le-marche\" width=\"400\""));
    const auto tag = answer.find("ETag: ");
    REQUIRE(tag != std::string::npos);
    CHECK(has(
        app.ask(
            "GET", "/oembed?url=" + base::percent_encode(post.url) + "&maxwidth=400&maxheight=9999",
            "If-None-Match: " + answer.substr(tag + 6, answer.find('\r', tag) - tag - 6) + "\r\n"),
        "HTTP/1.1 304"));
    const auto frame = app.page("/integrer/actualites/le-marche");
    CHECK(has(frame, "frame-ancestors *"));
    CHECK(has(frame, "Douze &lt;étals&gt;."));

    REQUIRE(news::Publishing(app.services())
                .add({.title = "Plus tard", .summary = "", .source = "S"}, news::PostState::Draft,
                     "test"));
    struct Row {
        const char* what;
        std::string query;
        const char* status;
    };
    for (const auto& [what, query, status] :
         {Row{"a draft", "url=" + base + "/actualites/plus-tard", "404"},
          Row{"another site", "url=https://evil.example/actualites/le-marche", "404"},
          Row{"a site that begins like ours", "url=" + base + ".evil.example/", "404"},
          Row{"no page", "url=" + base + "/actualites/jamais", "404"}, Row{"nothing", "", "404"},
          Row{"XML", "format=xml&url=" + post.url, "501"}}) {
        CAPTURE(what);
        CHECK(has(app.page("/oembed?" + query), std::string("HTTP/1.1 ") + status));
    }
    CHECK(has(app.page("/integrer/actualites/plus-tard"), "HTTP/1.1 404"));
    const auto card = app.page("/reseau/annuaire");
    const auto at = card.find("href=\"/reseau/annuaire/eusko\"");
    if (at != std::string::npos) {
        CHECK(has(app.page("/oembed?url=" + base + "/reseau/annuaire/eusko"),
                  "/integrer/annuaire?fiche=eusko"));
    }
}

TEST_CASE(
    "what is being written is kept on the node, taken up elsewhere, and gone once published") {
    RunningApp app;
    const Person wim{app, app.signed_in(accounts::Role::Writer)};
    const Person ada{app, app.signed_in(accounts::Role::Manager)};
    const Fields typed = {{"formulaire", "nouvelle"},
                          {"title", "Le bal"},
                          {"source", "Samedi,\r\nsous la halle."},
                          {"language", "en"},
                          {"categories", "fêtes, marché"},
                          {"later_day", "2026-06-03"},
                          {"later_time", "09:00"}};
    const auto kept = wim.send("/moi/brouillon", typed);
    CHECK(has(kept, "HTTP/1.1 200"));
    CHECK(has(kept, "Gardé sur le nœud le "));
    CHECK(has(wim.get("/ecrire"), "Un brouillon du "));
    CHECK_FALSE(has(wim.get("/ecrire"), "value=\"Le bal\""));
    CHECK_FALSE(has(ada.get("/ecrire"), "Un brouillon du "));
    const auto resumed = wim.get("/ecrire?brouillon=reprendre");
    for (const auto* part : {"value=\"Le bal\"", "Samedi,\nsous la halle.", "value=\"en\" selected",
                             "value=\"2026-06-03\"", "value=\"fêtes, marché\""}) {
        CAPTURE(part);
        CHECK(has(resumed, part));
    }
    CHECK_FALSE(has(app.page("/actualites"), "Le bal"));

    // Without the token of the form, too big, of no form: refused, and nothing changes.
    CHECK(has(app.ask("POST", "/moi/brouillon",
                      "Content-Type: application/x-www-form-urlencoded\r\n"
                      "Origin: https://evil.example\r\n" +
                          wim.cookie,
                      "formulaire=nouvelle&title=x"),
              "HTTP/1.1 403"));
    CHECK(has(wim.send("/moi/brouillon",
                       {{"formulaire", "nouvelle"}, {"source", std::string(140'000, 'x')}}),
              "HTTP/1.1 413"));
    CHECK(has(wim.send("/moi/brouillon", {{"formulaire", "../x"}}), "HTTP/1.1 400"));
    CHECK(has(wim.get("/ecrire?brouillon=reprendre"), "value=\"Le bal\""));

    CHECK(has(wim.send("/ecrire", {{"title", "Le bal"},
                                   {"source", "Samedi."},
                                   {"language", "fr"},
                                   {"action", "publish"}}),
              "HTTP/1.1 303"));
    CHECK_FALSE(has(wim.get("/ecrire"), "Un brouillon du "));

    CHECK(has(wim.send("/moi/brouillon", typed), "HTTP/1.1 200"));
    CHECK(
        has(wim.send("/moi/brouillon/effacer", {{"formulaire", "nouvelle"}}), "Location: /ecrire"));
    CHECK_FALSE(has(wim.get("/ecrire"), "Un brouillon du "));
}

TEST_CASE("under a text stands where it arrived, and nothing where it did not") {
    RunningApp app;
    const auto post = published(app, "Le marché");
    const auto page = [&] { return app.page("/actualites/le-marche"); };
    CHECK_FALSE(has(page(), "Aussi publié dans"));
    write(app, [&](storage::Connection& connection) {
        auto create =
            connection.query("SELECT id FROM object WHERE type = 'Create' AND subject = ?")
                .arg(post.id);
        REQUIRE(create.step());
        const auto activity = create.text(0);
        for (const auto* host : {"genet.example", "passerelle.example", "mastodon.example",
                                 "muet.example", "genet.example"}) {
            federation::Arrivals::arrived(connection, activity, host);
        }
        federation::Arrivals::arrived(connection, "https://lanoisette.example/o/rien", "x.example");
        for (const auto& [host, software] : {std::pair{"genet.example", "essaim"},
                                             {"passerelle.example", "essaim"},
                                             {"mastodon.example", "mastodon"}}) {
            federation::ArrivalStore(connection).save(host, software, app.clock.now());
        }
    });
    CHECK(has(page(), ": Mastodon, 2 nœuds, 1 autre serveur"));
    write(app, [&](storage::Connection& connection) {
        federation::ArrivalStore store(connection);
        CHECK(store.unknown(app.clock.now(), 5) == std::vector<std::string>{"muet.example"});
        CHECK(store.unknown(app.clock.now() + std::chrono::hours(1), 5).size() == 4);
    });
    write(app, [&](storage::Connection& connection) {
        mail::MailStore(connection).put_in_letter(post.url, app.clock.now());
    });
    CHECK(has(page(), ": courriel, Mastodon, 2 nœuds"));
    REQUIRE(news::Publishing(app.services()).remove(post.id));
    write(app, nothing_remembered);
}

TEST_CASE("where a document arrived is forgotten with it") {
    RunningApp app;
    documents::Library library(app.services());
    const auto added = library.add({.title = "Compte rendu",
                                    .abstract = "Ce qui fut dit.",
                                    .kind = "minutes",
                                    .dated = "2026",
                                    .licence = "CC0-1.0",
                                    .status = "valid",
                                    .source = "Nous étions dix."},
                                   "");
    REQUIRE_MESSAGE(added, added.error().detail);
    write(app, [&](storage::Connection& connection) {
        auto create =
            connection.query("SELECT id FROM object WHERE type = 'Create' AND subject = ?")
                .arg(added->id);
        REQUIRE(create.step());
        federation::Arrivals::arrived(connection, create.text(0), "genet.example");
        mail::MailStore(connection).put_in_letter(added->url, app.clock.now());
        CHECK(federation::Arrivals::of(connection, added->id).size() == 1);
    });
    REQUIRE(library.remove(added->id));
    write(app, nothing_remembered);
}
