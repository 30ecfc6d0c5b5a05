// What people do on /signaler, /gestion/moderation, /gestion/serveurs and
// /gestion/envois: whole pages, in raw bytes (ux.md journey 23, security.md L2, L3, M7, M8).
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/admin/nightly.h"
#include "node/base/text.h"
#include "node/cli/commands.h"
#include "node/federation/moderation.h"
#include "node/federation/reports.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "running_app.h"

using namespace essaim;
using namespace essaim::test;
using federation::PolicyLevel;
using nlohmann::json;

namespace {

constexpr const char* kNote = "https://bruit.example/users/eve/1";
constexpr const char* kEve = "https://bruit.example/users/eve";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string header(const std::string& answer, const std::string& name) {
    const auto at = answer.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return answer.substr(from, answer.find("\r\n", from) - from);
}

std::string value_of(const std::string& page, const std::string& field) {
    const auto mark = "name=\"" + field + "\" value=\"";
    const auto at = page.find(mark);
    if (at == std::string::npos) return {};
    return page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
}

struct Desk : RunningApp {
    Desk() {
        const auto post = news::Publishing(services())
                              .add({.title = "Le marché",
                                    .summary = "",
                                    .source = "Douze étals.",
                                    .language = "fr"},
                                   news::PostState::Published, "test");
        REQUIRE(post);
        ours = post->id;
        sql("INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, json, fetched_at) "
            "VALUES ('" +
            std::string(kEve) + "', 'bruit.example', 'eve@bruit.example', 'Person', 'Ève', '" +
            kEve + "', '" + kEve + "/inbox', '{}', 1)");
        sql("INSERT INTO following VALUES ('lanoisette', '" + std::string(kEve) +
            "', 'x', 'accepted', 1)");
        sql("INSERT INTO object (id, type, actor, local, json, published, updated) VALUES ('" +
            std::string(kNote) + "', 'Note', '" + kEve + "', 0, '{}', 1, 1)");
        sql("INSERT INTO post (id, local, author, title, summary, source, html, url, language, "
            "state, published, updated) VALUES ('" +
            std::string(kNote) + "', 0, '" + kEve +
            "', 'Gagnez vite', '', '', '<p>Achetez</p>', '" + kNote +
            "', 'fr', 'published', 5, 5)");
    }
    void sql(const std::string& text) {
        REQUIRE(services().database.write([&](storage::Connection& connection) -> Result<void> {
            connection.execute(text);
            return {};
        }));
    }
    std::int64_t count(const std::string& text) {
        auto reader = services().database.read();
        auto query = reader->query(text);
        return query.step() ? query.number(0) : -1;
    }
    std::string get(const std::string& target, const std::string& cookie = "") {
        return ask("GET", target, cookie + "Accept: text/html\r\n");
    }
    // A form of `page`, filled in by the one with this cookie, as a browser sends it.
    std::string send(const std::string& target, const std::string& cookie,
                     std::vector<std::pair<std::string, std::string>> fields) {
        const auto page = get(target, cookie);
        std::string body = "csrf=" + base::percent_encode(value_of(page, "csrf"));
        for (const auto& [name, value] : fields)
            body += "&" + name + "=" + base::percent_encode(value);
        return ask("POST", target, cookie + "Content-Type: application/x-www-form-urlencoded\r\n",
                   body);
    }
    // A visitor: the cookie that the form gave.
    std::string visitor() {
        const auto page = get("/signaler");
        const auto cookie = header(page, "Set-Cookie");
        return "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
    }
    std::string ours;
};

}  // namespace

TEST_CASE(
    "journey 23: silence takes a server off the public pages with a public reason, and one click "
    "brings it back") {
    Desk app;
    const auto moderator = app.signed_in(accounts::Role::Moderator);
    REQUIRE(has(app.get("/reseau"), "Gagnez vite"));
    const auto set = app.send("/gestion/serveurs", moderator,
                              {{"action", "set"},
                               {"domaine", "Bruit.example"},
                               {"level", "silence"},
                               {"reason", "publicité en masse"}});
    CHECK(web::status_of(set) == 303);
    for (const auto* page : {"/", "/reseau"}) CHECK_FALSE(has(app.get(page), "Gagnez vite"));
    CHECK(has(app.get("/reseau", moderator), "Gagnez vite"));
    const auto about = app.get("/a-propos/serveurs");
    CHECK(has(about, "bruit.example"));
    CHECK(has(about, "publicité en masse"));
    CHECK(web::status_of(app.send("/gestion/serveurs", moderator,
                                  {{"action", "clear"}, {"domaine", "bruit.example"}})) == 303);
    CHECK(has(app.get("/reseau"), "Gagnez vite"));
    CHECK_FALSE(has(app.get("/a-propos/serveurs"), "bruit.example"));
    const auto journal = app.get("/gestion/moderation", moderator);
    CHECK(has(journal, "bruit.example : publicité en masse"));
    CHECK(has(journal, "bruit.example (silence)"));
}

TEST_CASE("M7: a block that loses somebody asks first, in names; and can be undone") {
    Desk app;
    const auto manager = app.signed_in(accounts::Role::Manager);
    const std::vector<std::pair<std::string, std::string>> form = {{"action", "set"},
                                                                   {"domaine", "bruit.example"},
                                                                   {"level", "block"},
                                                                   {"reason", "insultes"}};
    const auto asked = app.send("/gestion/serveurs", manager, form);
    CHECK(web::status_of(asked) == 409);
    CHECK(has(asked, "eve@bruit.example"));
    CHECK(app.count("SELECT count(*) FROM following") == 1);
    auto meant = form;
    meant.emplace_back("confirm", "1");
    CHECK(web::status_of(app.send("/gestion/serveurs", manager, meant)) == 303);
    CHECK(app.count("SELECT count(*) FROM following") == 0);
    CHECK(web::status_of(app.send("/gestion/serveurs", manager,
                                  {{"action", "clear"}, {"domaine", "bruit.example"}})) == 303);
    CHECK(app.count("SELECT count(*) FROM following") == 1);
}

TEST_CASE("a list of others is looked at first, applied on demand, and exported again") {
    Desk app;
    const auto moderator = app.signed_in(accounts::Role::Moderator);
    const std::string csv =
        "#domain,#severity,#public_comment\nspam.example,suspend,pub\nbruit.example,suspend,"
        "\nlanoisette.example,suspend,\ncom,suspend,\n";
    const std::vector<std::pair<std::string, std::string>> form = {
        {"csv", csv}, {"level", "block"}, {"source", "liste commune"}};
    auto preview = form;
    preview.emplace_back("action", "preview");
    const auto shown = app.send("/gestion/serveurs/liste", moderator, preview);
    CHECK(web::status_of(shown) == 200);
    CHECK(has(shown, "notre propre serveur"));
    CHECK(has(shown, "eve@bruit.example"));
    CHECK(has(shown, "spam.example"));
    CHECK(app.count("SELECT count(*) FROM domain_policy") == 0);
    auto apply = form;
    apply.emplace_back("action", "apply");
    CHECK(web::status_of(app.send("/gestion/serveurs/liste", moderator, apply)) == 303);
    CHECK(app.count("SELECT count(*) FROM domain_policy") == 1);  // not the one that loses somebody
    CHECK(app.count("SELECT count(*) FROM following") == 1);
    apply.emplace_back("linked", "1");
    CHECK(web::status_of(app.send("/gestion/serveurs/liste", moderator, apply)) == 303);
    CHECK(app.count("SELECT count(*) FROM domain_policy") == 2);
    CHECK(app.count("SELECT count(*) FROM following") == 0);
    const auto file = app.get("/gestion/serveurs.csv", moderator);
    CHECK(has(file, "\"spam.example\",\"suspend\",\"true\",\"true\",\"pub\",\"false\""));
    CHECK(has(file, "\"bruit.example\",\"suspend\",\"true\",\"true\",\"liste commune\",\"false\""));
}

TEST_CASE("L2, L3: anybody reports what they see here, without an account, and gets a number") {
    Desk app;
    CHECK(
        has(app.get("/actualites/le-marche"), "/signaler?objet=" + base::percent_encode(app.ours)));
    CHECK(has(app.get("/reseau"), "/signaler?objet=" + base::percent_encode(kNote)));
    CHECK(has(app.get("/signaler?objet=" + base::percent_encode(kNote)), "Gagnez vite"));
    const auto visitor = app.visitor();
    const std::vector<std::pair<std::string, std::string>> form = {
        {"objet", "https://lanoisette.example/actualites/le-marche"},
        {"reason", "Ce texte est <b>faux</b>."},
        {"name", "Zoé Martin"},
        {"email", "zoe@exemple.fr"},
        {"faith", "1"}};
    struct Case {
        const char* field;
        const char* value;
        const char* wrong;  // the id of the message
    };
    const Case cases[] = {{"faith", "", "faith-erreur"},
                          {"reason", "non", "reason-erreur"},
                          {"objet", "https://lanoisette.example/actualites/jamais", "objet-erreur"},
                          {"objet", "https://nulle-part.example/1", "objet-erreur"},
                          {"email", "zoe", "email-erreur"}};
    for (const auto& one : cases) {
        CAPTURE(one.field);
        auto spoilt = form;
        for (auto& [name, value] : spoilt) {
            if (name == one.field) value = one.value;
        }
        const auto answer = app.send("/signaler", visitor, spoilt);
        CHECK(web::status_of(answer) == 422);
        CHECK(has(answer, one.wrong));
    }
    CHECK(app.count("SELECT count(*) FROM report") == 0);
    // From another site: no token, or not that of the cookie.
    CHECK(web::status_of(app.ask("POST", "/signaler", visitor, "objet=x&csrf=y")) == 403);
    CHECK(web::status_of(app.ask("POST", "/signaler", "", "objet=x")) == 403);

    const auto sent = app.send("/signaler", visitor, form);
    REQUIRE(web::status_of(sent) == 303);
    CHECK(header(sent, "Location") == "/signaler/recu?numero=1");
    CHECK(has(app.get("/signaler/recu?numero=1"), "<b>1</b>"));
    CHECK(app.count("SELECT count(*) FROM report WHERE origin = 'visitor' AND contact = 'Zoé "
                    "Martin, zoe@exemple.fr'") == 1);
    // Only those who moderate read it, as text.
    const auto moderator = app.signed_in(accounts::Role::Moderator);
    const auto page = app.get("/gestion/moderation", moderator);
    CHECK(has(page, "Ce texte est &lt;b&gt;faux&lt;/b&gt;."));
    CHECK(has(page, "zoe@exemple.fr"));
    for (const auto role : {accounts::Role::Reader, accounts::Role::Writer}) {
        CHECK(web::status_of(app.get("/gestion/moderation", app.signed_in(role))) == 403);
    }
    CHECK(web::status_of(app.get("/gestion/moderation")) == 303);
}

TEST_CASE("moderators hide, show again, delete and close from the page, and the journal tells") {
    Desk app;
    const auto moderator = app.signed_in(accounts::Role::Moderator);
    auto& reports = app.services().federation.reports();
    REQUIRE(reports.file({.about = kNote, .author = kEve, .reason = "Publicité", .contact = ""}));
    REQUIRE(reports.file({.about = app.ours,
                          .author = "https://lanoisette.example/@lanoisette",
                          .reason = "Faux",
                          .contact = ""}));
    const auto act = [&](std::vector<std::pair<std::string, std::string>> fields) {
        return web::status_of(app.send("/gestion/moderation", moderator, std::move(fields)));
    };
    const auto page = app.get("/gestion/moderation", moderator);
    CHECK(has(page, "Achetez"));
    CHECK(has(page, "/gestion/serveurs?domaine=bruit.example"));

    CHECK(act({{"action", "hide"}, {"about", kNote}, {"reason", "publicité"}}) == 303);
    CHECK_FALSE(has(app.get("/reseau"), "Gagnez vite"));
    CHECK(act({{"action", "show"}, {"about", kNote}}) == 303);
    CHECK(has(app.get("/reseau"), "Gagnez vite"));
    CHECK(act({{"action", "hide_actor"}, {"actor", kEve}}) == 303);
    CHECK_FALSE(has(app.get("/reseau"), "Gagnez vite"));
    CHECK(act({{"action", "close"}, {"about", kNote}, {"reason", "Masqué."}}) == 303);
    CHECK(reports.count_open() == 1);
    CHECK(act({{"action", "reopen"}, {"about", kNote}}) == 303);
    CHECK(reports.count_open() == 2);
    CHECK(act({{"action", "hide"}, {"about", app.ours}}) == 303);
    CHECK(web::status_of(app.get("/actualites/le-marche")) == 404);
    CHECK(act({{"action", "delete"}, {"about", app.ours}}) == 303);
    CHECK(web::status_of(app.get("/actualites/le-marche")) == 410);
    CHECK(act({{"action", "delete"}, {"about", kNote}}) == 422);  // not ours to delete
    CHECK(act({{"action", "forward"}, {"number", "99"}}) == 422);
    CHECK(act({{"action", "dance"}}) == 422);
    const auto told = app.get("/gestion/moderation", moderator);
    for (const auto* line : {"a masqué", "a remontré", "a clos le signalement",
                             "a rouvert le signalement", "a supprimé"})
        CHECK(has(told, line));
    CHECK(app.count("SELECT count(*) FROM journal WHERE action IN ('hide', 'show', 'report.close', "
                    "'report.reopen', 'moderation.delete')") == 8);
}

TEST_CASE("what could not be delivered is listed in plain words, tried again or given up") {
    Desk app;
    const auto manager = app.signed_in(accounts::Role::Manager);
    app.sql(
        "INSERT INTO delivery (activity, sender, inbox, host, state, attempts, next_at, "
        "created_at, error) VALUES "
        "('" +
        app.ours +
        "#create', 'lanoisette', 'https://genet.example/inbox', 'genet.example', 'failed', 13, 5, "
        "5, 'HTTP 503'),"
        "('https://lanoisette.example/a/x', 'lanoisette', 'https://muet.example/inbox', "
        "'muet.example', 'waiting', 2, 99999999999999, 5, '')");
    const auto page = app.get("/gestion/envois", manager);
    for (const auto* words : {"genet.example", "Le marché", "ce serveur est en panne",
                              "Le nœud n’essaie plus de lui-même.", "muet.example"}) {
        CAPTURE(words);
        CHECK(has(page, words));
    }
    CHECK(web::status_of(app.send("/gestion/envois", manager,
                                  {{"action", "drop"}, {"host", "muet.example"}})) == 303);
    CHECK(app.count("SELECT count(*) FROM delivery WHERE host = 'muet.example'") == 0);
    CHECK(web::status_of(app.send("/gestion/envois", manager,
                                  {{"action", "retry"}, {"host", "genet.example"}})) == 303);
    CHECK(app.count(
              "SELECT count(*) FROM delivery WHERE host = 'genet.example' AND state = 'failed'") ==
          0);
    CHECK(web::status_of(app.get("/gestion/envois", app.signed_in(accounts::Role::Moderator))) ==
          403);
}

TEST_CASE("moderators come to their page by the link \"Gestion\", and see no more of it") {
    Desk app;
    const auto moderator = app.signed_in(accounts::Role::Moderator);
    const auto led = app.get("/gestion", moderator);
    CHECK(web::status_of(led) == 303);
    CHECK(header(led, "Location") == "/gestion/moderation");
    const auto page = app.get("/gestion/moderation", moderator);
    CHECK(has(page, "href=\"/gestion/serveurs\""));
    CHECK_FALSE(has(page, "href=\"/gestion/personnes\""));
}

TEST_CASE("the command line does what the pages do") {
    Desk app;
    App& node = app.app();
    const auto run = [&](json request) { return cli::run_command(node, request); };
    const json block = {{"command", "moderate.rule"},
                        {"domain", "bruit.example"},
                        {"level", "block"},
                        {"reason", "pub"}};
    CHECK(run(block).contains("error"));  // somebody would be lost
    CHECK(app.count("SELECT count(*) FROM domain_policy") == 0);
    auto meant = block;
    meant["yes"] = true;
    CHECK_FALSE(run(meant).contains("error"));
    CHECK(run({{"command", "moderate.list"}})["servers"][0]["host"] == "bruit.example");
    CHECK(run({{"command", "moderate.export"}})["csv"].get<std::string>().find("bruit.example") !=
          std::string::npos);
    CHECK_FALSE(
        run({{"command", "moderate.clear"}, {"domain", "bruit.example"}}).contains("error"));
    CHECK(run({{"command", "moderate.clear"}, {"domain", "bruit.example"}}).contains("error"));
    const json list = {{"command", "moderate.import"},
                       {"csv", "spam.example\nlanoisette.example\n"},
                       {"level", "silence"},
                       {"source", "liste"}};
    const auto plan = run(list);
    CHECK(plan["applied"] == false);
    CHECK(plan.contains("alert"));
    CHECK(app.count("SELECT count(*) FROM domain_policy") == 0);
    auto apply = list;
    apply["yes"] = true;
    CHECK(run(apply)["applied"] == true);
    CHECK(app.count("SELECT count(*) FROM domain_policy WHERE level = 'silence'") == 1);
    CHECK_FALSE(
        run({{"command", "moderate.hide"}, {"iri", kEve}, {"reason", "x"}}).contains("error"));
    CHECK_FALSE(run({{"command", "moderate.show"}, {"iri", kEve}}).contains("error"));
    CHECK_FALSE(
        run({{"command", "moderate.listed-only"}, {"on", true}, {"yes", true}}).contains("error"));
    CHECK_FALSE(run({{"command", "moderate.listed-only"}, {"on", false}}).contains("error"));
    app.sql(
        "INSERT INTO delivery (activity, sender, inbox, host, state, next_at, created_at) VALUES "
        "('x', 'lanoisette', 'https://genet.example/inbox', 'genet.example', 'failed', 5, 5)");
    CHECK(run({{"command", "queue.drop"}, {"host", "genet.example"}})["dropped"] == 1);
    CHECK(run({{"command", "queue.retry"}, {"host", "genet.example"}})["retried"] == 0);
    CHECK(app.count("SELECT count(*) FROM journal WHERE account = 'cli'") == 9);
}

TEST_CASE("a list of whom to follow is looked at first, then asked line by line") {
    Desk app;
    const auto manager = app.signed_in(accounts::Role::Manager);
    REQUIRE(app.services().federation.moderation().set(
        {.domain = "spam.example", .level = PolicyLevel::Block, .reason = "x"}, "cli"));
    const std::string csv =
        "Account address,Show boosts\nmiel@gironde.example,true\n@EVE@bruit.example,true\n"
        "lanoisette@lanoisette.example,true\na@spam.example,true\nMiel@gironde.example,true\nn'"
        "importe quoi,true\n";
    const auto shown =
        app.send("/gestion/reseau/liste", manager, {{"csv", csv}, {"action", "preview"}});
    CHECK(web::status_of(shown) == 200);
    for (const auto* words : {"1 personne ou association", "est d’ici", "son serveur est bloqué",
                              "est déjà suivi", "n’est pas une adresse"}) {
        CAPTURE(words);
        CHECK(has(shown, words));
    }
    CHECK(app.count("SELECT count(*) FROM job WHERE kind = 'follow'") == 0);
    CHECK(web::status_of(app.send("/gestion/reseau/liste", manager,
                                  {{"csv", csv}, {"action", "apply"}})) == 303);
    CHECK(app.count("SELECT count(*) FROM job WHERE kind = 'follow' AND payload = "
                    "'miel@gironde.example'") == 1);
    const auto plan = cli::run_command(app.app(), {{"command", "follow.import"}, {"csv", csv}});
    CHECK(plan["applied"] == false);
    CHECK(plan["follows"].size() == 6);
    CHECK(plan["follows"][0]["state"] == "new");
}

TEST_CASE("a night is planned, once, at half past two") {
    Desk app;
    CHECK(app.count("SELECT count(*) FROM job WHERE kind = 'nightly'") == 1);
    const auto at = [](const char* what, int hour) {
        CAPTURE(what);
        return base::from_millis(1'780'272'000'000) +
               std::chrono::hours(hour);  // 2026-06-01T00:00Z
    };
    CHECK(admin::next_night(at("midnight", 0)) == at("midnight", 2) + std::chrono::minutes(30));
    CHECK(admin::next_night(at("three", 3)) == at("three", 26) + std::chrono::minutes(30));
}
