// security.md B8, D2, D4 and D7 at a whole node: whatever bytes a stranger
// sends, every route answers, in valid UTF-8, with nothing of the machine's in
// it, and no more often than it is meant to.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "activitypub/vocabulary/actor.h"
#include "node/base/text.h"
#include "node/federation/remote_actor_store.h"
#include "node/storage/connection.h"
#include "running_app.h"

using namespace essaim;
using namespace essaim::test;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// A 501 is the front's word for a method nobody knows.
bool is_calm(const std::string& answer) {
    const auto status = web::status_of(answer);
    return status >= 200 && status < 500 && base::is_valid_utf8(answer);
}

}  // namespace

TEST_CASE("D2, D4: no route answers 5xx, whatever its address says, and none leaves its house") {
    RunningApp app;
    const std::vector<std::string> parts = {"%00",
                                            "%0d%0aX-Injected:%201",
                                            "%0aX-Injected:%201",
                                            "%e2%80%a8",
                                            "%ff",
                                            "%ff%fe",
                                            "%c0%af",
                                            "%c3",
                                            "%ed%a0%80",
                                            "%f4%90%80%80",
                                            "%",
                                            "%2",
                                            "%zz",
                                            "%25%30%30",
                                            "%2e%2e",
                                            "..",
                                            ".",
                                            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                                            "..%2f..%2fessaim.db",
                                            "..%5c..%5cessaim.db",
                                            "%2fetc%2fpasswd",
                                            "essaim.db",
                                            "essaim.toml",
                                            "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                                            "%22%3E%3Cscript%3E",
                                            "javascript:alert(1)",
                                            "{id}",
                                            "%7Bid%7D",
                                            "@",
                                            "@{name}",
                                            "-1",
                                            "0",
                                            "99999999999999999999",
                                            "1e400",
                                            "null",
                                            "true",
                                            "[]",
                                            "%E2%80%AEgnp.exe",
                                            "a%20b",
                                            "a+b",
                                            "%F0%9F%8C%B0",
                                            std::string(200, 'x'),
                                            "%27%20OR%201=1--",
                                            "%25s%25n",
                                            "$%7Bjndi%7D",
                                            "%7B%7BTITLE%7D%7D"};
    const std::vector<std::string> routes = {
        "/X",
        "//X",
        "/./X",
        "/../X",
        "/X/..",
        "/static/X",
        "/static/../X",
        "/static//X",
        "/actualites/X",
        "/actualites?avant=X",
        "/actualites?X",
        "/o/X",
        "/a/X",
        "/@X",
        "/@lanoisette/X",
        "/@X/outbox",
        "/@lanoisette/outbox?page=X",
        "/@lanoisette/followers?page=X",
        "/.well-known/X",
        "/.well-known/webfinger?resource=X",
        "/.well-known/webfinger?resource=acct:X@lanoisette.example",
        "/nodeinfo/X",
        "/suivre?depuis=X",
        "/suivre?depuis=@a@X",
        "/authorize_interaction?uri=X",
        "/connexion?vers=X",
        "/connexion?vers=/X",
        "/bienvenue/X",
        "/ecrire/X",
        "/gestion?suivre=X",
        "/gestion/X",
        "/?langue=X",
        "/reseau?X=X",
        "/moi?X",
        "/rosette/X",
        "/media/X"};
    std::size_t turn = 0;
    for (const auto& route : routes) {
        // A third of the parts for each route, all of them in turn.
        for (std::size_t at_part = turn++ % 3; at_part < parts.size(); at_part += 3) {
            const auto& part = parts[at_part];
            auto target = route;
            for (auto at = target.find('X'); at != std::string::npos;
                 at = target.find('X', at + part.size()))
                target.replace(at, 1, part);
            const auto answer = app.ask("GET", target, "Accept: text/html\r\n");
            CAPTURE(target);
            CHECK(is_calm(answer));
            CHECK_FALSE(has(answer, "\r\nX-Injected"));
            CHECK_FALSE(has(answer, "root:"));
            CHECK_FALSE(has(answer, "SQLite format"));
            CHECK_FALSE(has(answer, "public_url"));
            CHECK_FALSE(has(answer, "<script>alert"));
            CHECK_FALSE(has(answer, "\"><script>"));
        }
    }
}

TEST_CASE("D2: forms and cookies of any bytes are answered, never with a fault of ours") {
    RunningApp app;
    const auto manager = app.signed_in(accounts::Role::Manager);
    const std::string bytes[] = {"",
                                 "=",
                                 "&",
                                 "csrf",
                                 "csrf=%ff",
                                 "csrf=%00&email=%ff@%c3&passphrase=%ed%a0%80",
                                 "email=a%0d%0aX-Injected:1@b.c&csrf=x",
                                 std::string("a\0b=\0", 5),
                                 "\xFF\xFE\x80",
                                 std::string(1000, '%'),
                                 "name=%E2%80%AE&email=&passphrase=",
                                 "title=%ff&source=%c0%af&action=publish",
                                 "whom=%ff",
                                 "{\"a\":1}",
                                 "--x\r\nContent-Disposition: form-data\r\n\r\n"};
    const char* types[] = {"application/x-www-form-urlencoded",
                           "multipart/form-data; boundary=x",
                           "application/json",
                           "text/plain",
                           "\xFF",
                           ""};
    const char* routes[] = {"/connexion",
                            "/deconnexion",
                            "/bienvenue/ABCD",
                            "/ecrire",
                            "/ecrire/X",
                            "/ecrire/X/supprimer",
                            "/gestion",
                            "/gestion/suivre",
                            "/gestion/ne-plus-suivre",
                            "/gestion/fiche",
                            "/gestion/apparence",
                            "/moi/brouillon",
                            "/moi/brouillon/effacer",
                            "/gestion/inviter",
                            "/inbox",
                            "/actor/inbox",
                            "/@lanoisette/inbox",
                            "/",
                            "/moi"};
    // Every route with every body; types and cookies take turns.
    const std::string cookies[] = {manager,
                                   "Cookie: __Host-session=%ff; __Host-formulaire=\xFF; a\r\n"};
    std::size_t turn = 0;
    for (const auto* route : routes) {
        for (const auto& body : bytes) {
            const auto* type = types[turn % std::size(types)];
            const auto& cookie = cookies[turn / std::size(types) % std::size(cookies)];
            ++turn;
            const auto answer = app.ask(
                "POST", route,
                cookie + (*type == '\0' ? "" : "Content-Type: " + std::string(type) + "\r\n"),
                body);
            CAPTURE(route);
            CAPTURE(body);
            CAPTURE(type);
            CHECK(is_calm(answer));
            CHECK_FALSE(has(answer, "\r\nX-Injected"));
        }
    }
    for (const auto* method : {"PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"}) {
        for (const auto* route : routes) {
            const auto answer = app.ask(method, route);
            CAPTURE(std::string(method));
            CAPTURE(std::string(route));
            CAPTURE(answer.substr(0, 60));
            CHECK(is_calm(answer));
        }
    }
    for (const auto* header :
         {"Accept: \xFF", "Accept: a/b;q=x,,;", "Accept-Language: \xFF;q=9",
          "Accept-Language: fr;q=1e400,*", "Cookie: =;=;", "If-None-Match: \"",
          "If-Modified-Since: x", "Range: bytes=-", "User-Agent: \xC3", "Origin: null",
          "Referer: \xFF", "X-Forwarded-For: \xFF", "X-Forwarded-Host: evil.example",
          "X-Forwarded-Proto: gopher", "Connection: \xFF"}) {
        CAPTURE(header);
        const auto answer = app.ask("GET", "/", std::string(header) + "\r\n");
        CHECK(is_calm(answer));
        CHECK_FALSE(has(answer, "evil.example"));
    }
}

TEST_CASE("B8: the names that strangers give themselves cannot pass for ours") {
    RunningApp app;
    const nlohmann::json document = {{"id", "https://evil.example/users/noisette"},
                                     {"type", "Person"},
                                     {"preferredUsername", "noisette"},
                                     {"name", "La Noisette\u202E\u200B<b>nimda</b>\u0085\r\nadmin"},
                                     {"inbox", "https://evil.example/users/noisette/inbox"},
                                     {"url", "javascript:alert(1)"},
                                     {"webfinger", "lanoisette@lanoisette.example"}};
    const auto actor = activitypub::parse_actor(document);
    REQUIRE(actor);
    REQUIRE(app.services().database.write([&](storage::Connection& connection) -> Result<void> {
        federation::RemoteActorStore(connection).save(*actor, document.dump(), {}, app.clock.now());
        connection
            .query(
                "INSERT INTO following VALUES ('lanoisette', ?, 'https://lanoisette.example/a/1', "
                "'accepted', 1)")
            .arg(actor->id)
            .run();
        connection
            .query("INSERT INTO follower VALUES ('lanoisette', ?, 'https://evil.example/f', 1)")
            .arg(actor->id)
            .run();
        return {};
    }));
    const auto manager = app.signed_in(accounts::Role::Manager);
    for (const auto* target : {"/", "/reseau", "/gestion", "/gestion/reseau"}) {
        CAPTURE(target);
        const auto page = app.ask("GET", target, manager + "Accept: text/html\r\n");
        REQUIRE(web::status_of(page) == 200);
        for (const auto* unseen : {"\u202E", "\u200B", "\u0085", "<b>nimda", "href=\"javascript:"})
            CHECK_FALSE(has(page, unseen));
        if (!has(page, "nimda")) continue;
        CHECK(has(page, "<bdi>La Noisette&lt;b&gt;nimda&lt;/b&gt;"));
        CHECK(has(page, "@noisette@evil.example"));  // beside the name, the address says who it is
    }
    CHECK(has(app.ask("GET", "/gestion/reseau", manager), "nimda"));
}

TEST_CASE("D7: the node's endpoints have their limits, by the address that its proxy gives") {
    RunningApp app({"127.0.0.1"});
    const auto passing = [&](const char* method, const char* target, int tries,
                             const std::string& client) {
        int passed = 0;
        web::RawClient connection(app.port());
        for (int i = 0; i < tries; ++i) {
            // What the client wrote itself stands before what the proxy adds.
            connection.send(
                std::string(method) + " " + target +
                " HTTP/1.1\r\nHost: lanoisette.example\r\nX-Forwarded-For: 198.51.100." +
                std::to_string(i % 250) + ", " + client + "\r\nContent-Length: 0\r\n\r\n");
            if (web::status_of(connection.read_response()) != 429) ++passed;
        }
        return passed;
    };
    struct Row {
        const char* method;
        const char* target;
        int limit;
    };
    const Row rows[] = {{"GET", "/actor", 300},
                        {"POST", "/inbox", 600},
                        {"POST", "/connexion", 30},
                        {"POST", "/bienvenue/ABCD", 30},
                        {"POST", "/ecrire", 60}};
    for (const auto& row : rows) {
        CAPTURE(row.target);
        CHECK(passing(row.method, row.target, row.limit + 20, "192.0.2.1") == row.limit);
        CHECK(passing(row.method, row.target, 5, "192.0.2.2") == 5);
        CHECK(passing(row.method, row.target, 5, "2001:db8::1") == 5);
    }
    CHECK(passing("GET", "/static/essaim.css", 50, "192.0.2.1") == 50);
    app.clock.advance(std::chrono::minutes(1));
    CHECK(passing("GET", "/actor", 100, "192.0.2.1") == 60);
    CHECK(passing("GET", "/actor", 400, "127.0.0.1") == 400);  // on the machine itself
}
