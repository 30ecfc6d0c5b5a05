#include "node/accounts/accounts.h"

#include <argon2.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "node/accounts/invitation.h"
#include "node/accounts/password.h"
#include "node/base/random.h"
#include "node/storage/connection.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

using essaim::Fault;
using namespace essaim::accounts;
using namespace std::chrono_literals;

namespace {

const std::string kPassphrase = "quatre mots sans rapport";

// With yesterday's costs.
std::string cheap_hash(const std::string& passphrase) {
    char encoded[128] = "";
    REQUIRE(argon2id_hash_encoded(1, 64, 1, passphrase.data(), passphrase.size(), "saltsalt", 8, 32,
                                  encoded, sizeof(encoded)) == ARGON2_OK);
    return encoded;
}

struct Household {
    essaim::test::TemporaryDirectory directory;
    essaim::test::FixedClock clock;
    essaim::storage::Database database{{.file = directory / "essaim.db"}};
    essaim::base::Config config = [] {
        essaim::base::Config made;
        made.public_url = "https://noisette.example";
        made.title = "La Noisette";
        return made;
    }();
    Accounts accounts{config, clock, database};

    Account marie(Role role = Role::Writer) {
        auto account = accounts.create("Marie@Noisette.example ", " Marie ", role, kPassphrase);
        REQUIRE(account.has_value());
        return *account;
    }
    essaim::web::Request with_session(const std::string& session) const {
        essaim::web::Request request;
        request.method = "GET";
        request.path = "/gestion";
        request.headers = {{"cookie", "__Host-session=" + session}};
        return request;
    }
    std::string text(const std::string& sql) {
        auto reader = database.read();
        auto query = reader->query(sql);
        return query.step() ? query.text(0) : "";
    }
};

}  // namespace

TEST_CASE("who is invited joins once, with the role of the invitation") {
    Household people;
    const auto code = people.accounts.new_invitation(Role::Manager, 24h).value();
    CHECK(code.size() == 19);
    CHECK(people.text("SELECT count(*) FROM invitation WHERE code_hash LIKE '%" + code + "%'") ==
          "0");
    CHECK(people.accounts.check_invitation(code).has_value());

    std::string typed = code;
    std::ranges::transform(typed, typed.begin(), [](char c) {
        return c == '0' ? 'o' : c == '1' ? 'l' : c == '-' ? ' ' : c;
    });
    const auto account =
        people.accounts.accept_invitation(typed, "MARIE@noisette.example", "Marie", kPassphrase);
    REQUIRE(account.has_value());
    CHECK(account->role == Role::Manager);
    CHECK(account->email == "marie@noisette.example");
    CHECK(people.accounts.check_invitation(code).error().fault == Fault::Gone);
    CHECK(people.accounts.accept_invitation(code, "paul@noisette.example", "Paul", kPassphrase)
              .error()
              .fault == Fault::Gone);
    CHECK(people.accounts.list().size() == 1);
}

TEST_CASE("an invitation ends in time, and an unknown one never was") {
    Household people;
    const auto code = people.accounts.new_invitation(Role::Writer, 24h).value();
    people.clock.advance(24h - 1ms);
    CHECK(people.accounts.check_invitation(code).has_value());
    people.clock.advance(1ms);
    CHECK(people.accounts.check_invitation(code).error().fault == Fault::NotFound);
    CHECK(people.accounts.check_invitation("0000-0000-0000-0000").error().fault == Fault::NotFound);
    CHECK(people.accounts.check_invitation("").error().fault == Fault::NotFound);
}

TEST_CASE("of two people with one link, one joins") {
    Household people;
    const auto code = people.accounts.new_invitation(Role::Writer, 24h).value();
    std::atomic<int> joined = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                const auto email = "p" + std::to_string(i) + "@noisette.example";
                if (people.accounts.accept_invitation(code, email, "P", kPassphrase)) ++joined;
            });
        }
    }
    CHECK(joined == 1);
    CHECK(people.accounts.list().size() == 1);
}

TEST_CASE("all that is wrong with a form is said at once") {
    struct Case {
        const char* name;
        const char* email;
        const char* passphrase;
        std::vector<std::string> fields;
    };
    const std::string long_one(1025, 'x');
    const std::vector<Case> cases = {
        {"Marie", "marie@noisette.example", "douze signes", {}},
        {"Marie", "marie@noisette.example", "onze signes", {"passphrase"}},
        {"Marie", "marie@noisette.example", "éééééé", {"passphrase"}},  // 12 bytes, 6 characters
        {"Marie", "marie@noisette.example", "éééééééééééé", {}},
        {"Marie", "marie@noisette.example", long_one.c_str(), {"passphrase"}},
        {"", "marie", "", {"name", "email", "passphrase"}},
        {"Marie", "marie@localhost", "douze signes", {"email"}},
        {"Marie", "a@b.example\r\nBcc: x@y.example", "douze signes", {"email"}},
        {"Marie", "a b@c.example", "douze signes", {"email"}},
        {"Marie", "@c.example", "douze signes", {"email"}},
    };
    for (const auto& c : cases) {
        CAPTURE(c.email);
        CAPTURE(c.passphrase);
        std::vector<std::string> fields;
        for (const auto& problem : problems_of(c.name, c.email, c.passphrase))
            fields.push_back(problem.field);
        CHECK(fields == c.fields);
    }
    CHECK(tidy_name("  Marie\n\tDupont\x01 ") == "Marie  Dupont");
}

TEST_CASE(
    "an address has one account, even a disabled one, and a refused invitation can be used again") {
    Household people;
    people.marie();
    CHECK(people.database
              .write([](essaim::storage::Connection& c) -> essaim::Result<void> {
                  c.execute("UPDATE account SET disabled_at = 1");
                  return {};
              })
              .has_value());
    const auto code = people.accounts.new_invitation(Role::Writer, 1h).value();
    CHECK(people.accounts.accept_invitation(code, "marie@noisette.example", "M", kPassphrase)
              .error()
              .fault == Fault::Conflict);
    CHECK(people.accounts.accept_invitation(code, "paul@noisette.example", "P", kPassphrase)
              .has_value());
}

TEST_CASE("wrong passphrase, unknown address and disabled account get the very same answer") {
    Household people;
    people.marie();
    const auto wrong =
        people.accounts.sign_in("marie@noisette.example", "autre phrase de passe", "192.0.2.1");
    const auto unknown =
        people.accounts.sign_in("nobody@noisette.example", kPassphrase, "192.0.2.2");
    const auto too_long =
        people.accounts.sign_in("marie@noisette.example", std::string(2000, 'x'), "192.0.2.2");
    CHECK(wrong.error() == unknown.error());
    CHECK(wrong.error() == too_long.error());
    CHECK(wrong.error().fault == Fault::Unauthorized);
    CHECK(people.accounts.sign_in(" MARIE@noisette.example", kPassphrase, "192.0.2.1").has_value());
    CHECK(people.database
              .write([](essaim::storage::Connection& c) -> essaim::Result<void> {
                  c.execute("UPDATE account SET disabled_at = 1");
                  return {};
              })
              .has_value());
    CHECK(people.accounts.sign_in("marie@noisette.example", kPassphrase, "192.0.2.1").error() ==
          wrong.error());
}

TEST_CASE("the eleventh try within a quarter of an hour is not even looked at") {
    Household people;
    people.marie();
    for (int i = 0; i < 10; ++i) {
        CHECK(people.accounts.sign_in("marie@noisette.example", "wrong wrong wrong", "192.0.2.1")
                  .error()
                  .fault == Fault::Unauthorized);
    }
    CHECK(people.accounts.sign_in("marie@noisette.example", kPassphrase, "198.51.100.7")
              .error()
              .fault == Fault::TooMany);
    people.clock.set(people.clock.now() + 1h);  // the wall clock alone does not help
    CHECK(people.accounts.sign_in("marie@noisette.example", kPassphrase, "198.51.100.7")
              .error()
              .fault == Fault::TooMany);
    people.clock.advance(15min);
    CHECK(
        people.accounts.sign_in("marie@noisette.example", kPassphrase, "198.51.100.7").has_value());
}

TEST_CASE("a passphrase hashed with other costs is hashed anew at the next sign-in") {
    Household people;
    people.marie();
    const auto today = hash_passphrase(kPassphrase);
    CHECK_FALSE(is_outdated(today));
    CHECK(today.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    const auto weak = cheap_hash(kPassphrase);
    CHECK(is_outdated(weak));
    CHECK(people.database
              .write([&](essaim::storage::Connection& c) -> essaim::Result<void> {
                  c.query("UPDATE account SET password = ?").arg(weak).run();
                  return {};
              })
              .has_value());
    CHECK(people.accounts.sign_in("marie@noisette.example", "wrong wrong wrong", "192.0.2.1")
              .error()
              .fault == Fault::Unauthorized);
    CHECK(people.text("SELECT password FROM account") == weak);
    CHECK(people.accounts.sign_in("marie@noisette.example", kPassphrase, "192.0.2.1").has_value());
    CHECK_FALSE(is_outdated(people.text("SELECT password FROM account")));
    CHECK(people.accounts.sign_in("marie@noisette.example", kPassphrase, "192.0.2.1").has_value());
}

TEST_CASE("a session lasts thirty days after its last use, and is stored hashed") {
    Household people;
    const auto account = people.marie();
    const auto session = people.accounts.open_session(account, "a browser").value();
    CHECK(people.text("SELECT id_hash FROM session") == essaim::base::sha256_hex(session));
    for (int i = 0; i < 3; ++i) {
        people.clock.advance(24h * 20);
        CHECK(people.accounts.visitor(people.with_session(session)).may(Role::Writer));
        people.database.checkpoint();  // after the note that it was used
    }
    people.clock.advance(24h * 30);
    CHECK_FALSE(people.accounts.visitor(people.with_session(session)).account.has_value());
    CHECK_FALSE(people.accounts.visitor(people.with_session("nonsense")).account.has_value());
    CHECK_FALSE(
        people.accounts.visitor(people.with_session(std::string(5000, 'x'))).account.has_value());
    CHECK(people.accounts.open_session(account, "again").has_value());
    CHECK(people.text("SELECT count(*) FROM session") == "1");  // the old one is gone
}

TEST_CASE("a new passphrase ends every session, closing ends one") {
    Household people;
    const auto account = people.marie();
    const auto one = people.accounts.open_session(account, "1").value();
    const auto two = people.accounts.open_session(account, "2").value();
    CHECK(people.accounts.close_session(one).has_value());
    CHECK_FALSE(people.accounts.visitor(people.with_session(one)).account);
    CHECK(people.accounts.visitor(people.with_session(two)).account);
    CHECK(people.accounts.set_passphrase("marie@noisette.example", "short").error().fault ==
          Fault::Unprocessable);
    CHECK(people.accounts.set_passphrase("nobody@noisette.example", "une autre phrase")
              .error()
              .fault == Fault::NotFound);
    CHECK(people.accounts.set_passphrase("marie@noisette.example", "une autre phrase").has_value());
    CHECK_FALSE(people.accounts.visitor(people.with_session(two)).account);
    CHECK(people.accounts.sign_in("marie@noisette.example", "une autre phrase", "192.0.2.1")
              .has_value());
    CHECK_FALSE(
        people.accounts.sign_in("marie@noisette.example", kPassphrase, "192.0.2.1").has_value());
}

TEST_CASE("a page asks for a role, and a form for its token and a known origin") {
    Household people;
    const auto account = people.marie(Role::Writer);
    const auto session = people.accounts.open_session(account, "").value();
    auto request = people.with_session(session);
    const auto visitor = people.accounts.require(request, Role::Writer);
    REQUIRE(visitor.has_value());
    CHECK(people.accounts.require(request, Role::Manager).error().status == 403);
    CHECK(people.accounts.require(people.with_session(""), Role::Reader).error().status == 303);

    request.method = "POST";
    struct Case {
        std::string token;
        const char* origin;
        bool good;
    };
    for (const auto& c :
         {Case{visitor->csrf_token, "https://noisette.example", true},
          Case{visitor->csrf_token, "", true},
          Case{visitor->csrf_token, "https://evil.example", false},
          Case{visitor->csrf_token, "null", false}, Case{"", "https://noisette.example", false},
          Case{session, "https://noisette.example", false}}) {
        CAPTURE(c.origin);
        auto form = request;
        if (*c.origin != '\0') form.headers.emplace_back("origin", c.origin);
        form.body = "csrf=" + c.token;
        form.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
        const auto outcome = people.accounts.require(form, Role::Writer);
        CHECK(outcome.has_value() == c.good);
        if (!outcome) CHECK(outcome.error().status == 403);
    }
}

TEST_CASE("roles have stable names and an order") {
    std::set<std::string_view> names;
    for (const auto role :
         {Role::Reader, Role::Member, Role::Writer, Role::Moderator, Role::Manager}) {
        names.insert(role_name(role));
        CHECK(parse_role(role_name(role)) == role);
    }
    CHECK(names.size() == 5);
    CHECK_FALSE(parse_role("owner").has_value());
    CHECK_FALSE(parse_role("").has_value());
    CHECK(Role::Manager > Role::Writer);
}
