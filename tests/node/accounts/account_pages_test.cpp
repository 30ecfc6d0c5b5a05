#include "node/accounts/account_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <span>

#include "node/accounts/invitations.h"
#include "node/accounts/people.h"
#include "node/accounts/second_code.h"
#include "node/accounts/totp.h"
#include "node/base/embedded.h"
#include "node/base/text.h"
#include "node/storage/connection.h"
#include "node/web/router.h"
#include "node/web/template.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

namespace essaim::accounts {
std::span<const base::Embedded> embedded_files();
}

using namespace essaim::accounts;
using namespace std::chrono_literals;
using essaim::web::Request;
using essaim::web::Response;
using Fields = std::vector<std::pair<std::string, std::string>>;

namespace {

const std::string kPassphrase = "quatre mots sans rapport";

bool has(const std::string& body, std::string_view part) {
    return body.find(part) != std::string::npos;
}

std::string between(const std::string& text, std::string_view before, std::string_view after) {
    const auto start = text.find(before);
    if (start == std::string::npos) return "";
    const auto from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

// A person with a browser that keeps cookies.
struct Browser {
    essaim::test::TemporaryDirectory directory;
    essaim::test::FixedClock clock;
    essaim::storage::Database database{{.file = directory / "essaim.db"}};
    essaim::base::Config config = [] {
        essaim::base::Config made;
        made.public_url = "https://noisette.example";
        made.name = "noisette";
        made.title = "La Noisette";
        return made;
    }();
    Accounts accounts{config, clock, database};
    essaim::web::Translations translations;
    essaim::web::Templates templates{{{"accounts", embedded_files()}}, translations};
    essaim::web::Router router;
    std::map<std::string, std::string> cookies;
    std::string origin = "https://noisette.example";

    Browser() { accounts.add_routes(router, templates); }

    Response ask(const std::string& method, const std::string& target,
                 const std::string& body = "") {
        Request request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        if (request.path.size() < target.size())
            request.query = target.substr(request.path.size() + 1);
        request.body = body;
        request.client = "192.0.2.1";
        std::string jar;
        for (const auto& [name, value] : cookies)
            jar += (jar.empty() ? "" : "; ") + name + "=" + value;
        if (!jar.empty()) request.headers.emplace_back("cookie", jar);
        if (method == "POST") {
            request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
            if (!origin.empty()) request.headers.emplace_back("origin", origin);
        }
        auto response = router.route(request);
        for (const auto& [name, value] : response.headers) {
            if (name != "Set-Cookie") continue;
            const auto key = value.substr(0, value.find('='));
            const auto content = between(value, "=", ";");
            if (content.empty()) {
                cookies.erase(key);
            } else {
                cookies[key] = content;
            }
        }
        return response;
    }
    Response get(const std::string& target) { return ask("GET", target); }
    // Fills in the form of the page at `page` as a browser would.
    Response submit(const std::string& page, const std::string& action, const Fields& fields) {
        const auto token = between(get(page).body, "name=\"csrf\" value=\"", "\"");
        return post(action, token, fields);
    }
    Response post(const std::string& action, const std::string& token, const Fields& fields) {
        std::string body = "csrf=" + token;
        for (const auto& [name, value] : fields)
            body += "&" + name + "=" + essaim::base::percent_encode(value);
        return ask("POST", action, body);
    }
    std::string session() const {
        const auto found = cookies.find("__Host-session");
        return found == cookies.end() ? "" : found->second;
    }
    std::string invited() {
        return "/bienvenue/" + accounts.new_invitation(Role::Manager, 24h).value();
    }
    void marie() {
        REQUIRE(accounts.create("marie@noisette.example", "Marie", Role::Writer, kPassphrase)
                    .has_value());
    }
};

std::string location(const Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "Location") return value;
    }
    return "";
}

const Fields kMarie = {{"email", "marie@noisette.example"}, {"passphrase", kPassphrase}};

}  // namespace

TEST_CASE("the welcome link lets in once; a second visit says so and what to do") {
    Browser browser;
    const auto link = browser.invited();
    CHECK(browser.get(link).status == 200);
    const auto in = browser.submit(
        link, link,
        {{"name", "Marie"}, {"email", "marie@noisette.example"}, {"passphrase", kPassphrase}});
    CHECK(in.status == 303);
    CHECK(location(in) == "/moi/securite/feuille");
    CHECK_FALSE(browser.session().empty());
    const auto again = browser.get(link);
    CHECK(again.status == 410);
    CHECK(has(again.body, "Ce lien a déjà servi."));
    CHECK(has(again.body, "essaim user invite"));
    CHECK(browser.get("/bienvenue/0000-0000-0000-0000").status == 404);
}

TEST_CASE(
    "a form with errors says them all on top with links, and keeps what was typed but the "
    "passphrase") {
    Browser browser;
    const auto link = browser.invited();
    const auto page = browser.submit(
        link, link, {{"name", "Ma<b>rie"}, {"email", "marie"}, {"passphrase", "court"}});
    CHECK(page.status == 422);
    CHECK(has(page.body, "href=\"#email\""));
    CHECK(has(page.body, "href=\"#passphrase\""));
    CHECK_FALSE(has(page.body, "href=\"#name\""));
    CHECK(has(page.body, "id=\"email-erreur\""));
    CHECK(has(page.body, "aria-describedby=\"conseil passphrase-erreur\""));
    CHECK(has(page.body, "value=\"Ma&lt;b&gt;rie\""));
    CHECK(has(page.body, "value=\"marie\""));
    CHECK_FALSE(has(page.body, "court\""));
    CHECK(browser.session().empty());
    // The link still works.
    CHECK(browser
              .submit(link, link,
                      {{"name", "Marie"}, {"email", "m@n.example"}, {"passphrase", kPassphrase}})
              .status == 303);
}

TEST_CASE(
    "signing in makes a new session, whatever cookie there was, and leads to the page asked for") {
    Browser browser;
    browser.marie();
    browser.cookies["__Host-session"] = "prepared-by-somebody";
    auto fields = kMarie;
    fields.emplace_back("vers", "/ecrire");
    const auto in = browser.submit("/connexion", "/connexion", fields);
    CHECK(in.status == 303);
    CHECK(location(in) == "/ecrire");
    const auto first = browser.session();
    CHECK(first != "prepared-by-somebody");
    const auto cookie = std::ranges::find_if(in.headers, [](const auto& h) {
        return h.first == "Set-Cookie" && h.second.starts_with("__Host-session=");
    });
    REQUIRE(cookie != in.headers.end());
    for (const auto* part : {"; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"})
        CHECK(has(cookie->second, part));
    // Again: the session before is over.
    CHECK(browser.submit("/connexion", "/connexion", kMarie).status == 303);
    CHECK(browser.session() != first);
    auto reader = browser.database.read();
    auto count = reader->query("SELECT count(*) FROM session");
    CHECK((count.step() && count.number(0) == 1));
}

TEST_CASE("after signing in nobody is sent elsewhere") {
    Browser browser;
    browser.marie();
    for (const auto* evil :
         {"https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example",
          "/\n/evil.example", "evil", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b"}) {
        CAPTURE(evil);
        auto fields = kMarie;
        fields.emplace_back("vers", evil);
        CHECK(location(browser.submit("/connexion", "/connexion", fields)) == "/");
        const auto page = browser.get("/connexion?vers=" + essaim::base::percent_encode(evil));
        CHECK(has(page.body, "name=\"vers\" value=\"/\""));
    }
}

TEST_CASE("a wrong sign-in is refused with one text, the eleventh with a time to wait") {
    Browser browser;
    browser.marie();
    const auto wrong = browser.submit("/connexion", "/connexion",
                                      {{"email", "marie@noisette.example"}, {"passphrase", "x"}});
    CHECK(wrong.status == 401);
    CHECK(has(wrong.body, "href=\"#email\""));
    CHECK(has(wrong.body, "value=\"marie@noisette.example\""));
    for (int i = 0; i < 9; ++i) {
        CHECK(browser
                  .submit("/connexion", "/connexion",
                          {{"email", "nobody@x.example"}, {"passphrase", "x"}})
                  .status == 401);
    }
    const auto late = browser.submit("/connexion", "/connexion", kMarie);
    CHECK(late.status == 429);
    CHECK(std::ranges::find(late.headers, std::pair<std::string, std::string>(
                                              "Retry-After", "900")) != late.headers.end());
    CHECK(browser.session().empty());
}

TEST_CASE("forms that another site sends, or without their token, do nothing") {
    Browser browser;
    browser.marie();
    const auto link = browser.invited();
    CHECK(browser.post("/connexion", "", kMarie).status == 403);
    browser.origin = "https://evil.example";
    CHECK(browser.submit("/connexion", "/connexion", kMarie).status == 403);
    CHECK(browser
              .submit(link, link,
                      {{"name", "E"}, {"email", "e@e.example"}, {"passphrase", kPassphrase}})
              .status == 403);
    CHECK(browser.session().empty());
    CHECK(browser.accounts.list().size() == 1);

    browser.origin = "https://noisette.example";
    CHECK(browser.submit("/connexion", "/connexion", kMarie).status == 303);
    const auto session = browser.session();
    CHECK(browser.post("/deconnexion", "wrong", {}).status == 403);
    CHECK(browser.session() == session);
}

TEST_CASE("who must sign in first is led back to where they wanted to go, with what they asked") {
    Browser browser;
    CHECK(location(browser.get("/moi?suivre=%40a%40b.example")) ==
          "/connexion?vers=%2Fmoi%3Fsuivre%3D%2540a%2540b.example");
    CHECK(location(browser.ask("POST", "/deconnexion?x=1")) == "/");
}

TEST_CASE("every door says whose it is") {
    Browser browser;
    const auto welcome = browser.get(browser.invited()).body;
    CHECK(has(welcome, "La Noisette vous attend."));
    for (const auto& page : {welcome, browser.get("/connexion").body}) {
        CHECK(has(page, "class=\"billet h0\""));
        CHECK(has(page, "<title>"));
        CHECK_FALSE(has(page, "name=\"passphrase\" value"));
    }
}

TEST_CASE("the account page offers what the role may do") {
    for (const auto& [role, writes, manages] : {std::tuple{Role::Member, false, false},
                                                {Role::Writer, true, false},
                                                {Role::Manager, true, true}}) {
        Browser browser;
        REQUIRE(browser.accounts.create("marie@noisette.example", "Marie", role, kPassphrase)
                    .has_value());
        CHECK(browser.submit("/connexion", "/connexion", kMarie).status == 303);
        const auto page = browser.get("/moi").body;
        const auto list = between(page, "<main", "</main>");
        CHECK(has(list, "href=\"/ecrire\"") == writes);
        CHECK(has(list, "href=\"/gestion\"") == manages);
        CHECK(has(list, "Se déconnecter"));
    }
}

TEST_CASE("the account page shows who one is and lets one out") {
    Browser browser;
    browser.marie();
    CHECK(location(browser.get("/moi")) == "/connexion?vers=%2Fmoi");
    CHECK(browser.submit("/connexion", "/connexion", kMarie).status == 303);
    const auto page = browser.get("/moi");
    CHECK(page.status == 200);
    CHECK(has(page.body, "marie@noisette.example"));
    CHECK(has(page.body, "rédaction"));
    const auto old = browser.session();
    CHECK(browser.submit("/moi", "/deconnexion", {}).status == 303);
    CHECK(browser.session().empty());
    browser.cookies["__Host-session"] = old;  // kept by somebody
    CHECK(browser.get("/moi").status == 303);
}

TEST_CASE("with a second code the passphrase opens nothing but the page that asks for it") {
    Browser browser;
    browser.marie();
    const auto marie = browser.accounts.list().front();
    auto& second = browser.accounts.second_code();
    const auto secret = second.begin(marie.id).value();
    const auto code = [&] { return totp_code(secret, totp_step(browser.clock.now())); };
    REQUIRE(second.confirm(marie.id, code(), ""));
    browser.clock.advance(30s);

    CHECK(location(browser.get("/connexion/code")) == "/connexion?vers=%2F");
    auto fields = kMarie;
    fields.emplace_back("vers", "/ecrire");
    const auto half = browser.submit("/connexion", "/connexion", fields);
    CHECK(half.status == 303);
    CHECK(location(half) == "/connexion/code?vers=%2Fecrire");
    CHECK(browser.session().empty());
    CHECK(browser.get("/moi").status == 303);
    const std::string page = "/connexion/code?vers=%2Fecrire";
    const auto wrong =
        browser.submit(page, "/connexion/code", {{"code", "12"}, {"vers", "/ecrire"}});
    CHECK(wrong.status == 401);
    CHECK(has(wrong.body, "id=\"code-erreur\""));
    CHECK(browser.session().empty());
    CHECK(browser.post("/connexion/code", "", {{"code", code()}}).status == 403);
    const auto in =
        browser.submit(page, "/connexion/code", {{"code", code()}, {"vers", "/ecrire"}});
    CHECK(in.status == 303);
    CHECK(location(in) == "/ecrire");
    CHECK_FALSE(browser.session().empty());
    CHECK(browser.get("/moi").status == 200);
}

TEST_CASE(
    "the recovery page and the request page say what is wrong, keep what was typed, act once") {
    Browser browser;
    browser.marie();
    const auto sheet = browser.accounts.people().make_sheet(browser.accounts.list().front().id);
    REQUIRE(sheet);
    const std::string page = "/connexion/secours";
    const auto wrong = browser.submit(page, page,
                                      {{"email", "marie@noisette.example"},
                                       {"code", "0000-0000-0000-0000"},
                                       {"passphrase", "une nouvelle phrase"}});
    CHECK(wrong.status == 401);
    CHECK(has(wrong.body, "value=\"marie@noisette.example\""));
    const auto in = browser.submit(page, page,
                                   {{"email", "marie@noisette.example"},
                                    {"code", sheet->front()},
                                    {"passphrase", "une nouvelle phrase"}});
    CHECK(in.status == 303);
    CHECK_FALSE(browser.session().empty());

    browser.cookies.clear();
    const auto empty = browser.submit(
        "/demander", "/demander", {{"name", "Paul"}, {"email", "a@b.c%0aBcc: x"}, {"reason", " "}});
    CHECK(empty.status == 422);
    CHECK(has(empty.body, "href=\"#email\""));
    CHECK(has(empty.body, "href=\"#reason\""));
    CHECK(has(empty.body, "value=\"Paul\""));
    CHECK(browser.accounts.invitations().requests().empty());
    CHECK(browser
              .submit("/demander", "/demander",
                      {{"name", "Paul"}, {"email", "paul@x.example"}, {"reason", "La caisse"}})
              .status == 200);
    CHECK(browser.accounts.invitations().requests().size() == 1);
}
