#include "node/accounts/people.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "node/accounts/invitations.h"
#include "node/accounts/second_code.h"
#include "node/accounts/totp.h"
#include "node/storage/connection.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace essaim::accounts;
using namespace std::chrono_literals;

namespace {

const std::string kPassphrase = "quatre mots sans rapport";
const std::string kClient = "192.0.2.1";

struct House {
    test::TemporaryDirectory directory;
    test::FixedClock clock;
    storage::Database database{{.file = directory / "essaim.db"}};
    base::Config config = [] {
        base::Config made;
        made.public_url = "https://noisette.example";
        return made;
    }();
    Accounts accounts{config, clock, database};
    People& people = accounts.people();

    Account person(const std::string& name, Role role) {
        const auto made = accounts.create(name + "@noisette.example", name, role, kPassphrase);
        REQUIRE(made);
        return *made;
    }
    // Signed in with this cookie?
    bool is_in(const std::string& session) {
        web::Request request;
        request.headers = {{"cookie", "__Host-session=" + session}};
        return accounts.visitor(request).account.has_value();
    }
    std::string in(const Account& account) {
        return accounts.open_session(account, "Firefox").value();
    }
    // Turns the second code on; its secret and the paper codes.
    std::pair<std::string, std::vector<std::string>> second_code(const Account& account) {
        const auto secret = accounts.second_code().begin(account.id).value();
        const auto codes = accounts.second_code().confirm(
            account.id, totp_code(secret, totp_step(clock.now())), in(account));
        REQUIRE(codes);
        return {secret, *codes};
    }
};

}  // namespace

TEST_CASE("a link lets in as many as it says, until its day, and can be taken back") {
    House house;
    auto& invitations = house.accounts.invitations();
    const auto code = invitations.make({.role = Role::Member, .valid = 48h, .uses = 3}).value();
    const auto join = [&](const std::string& name) {
        return house.accounts.accept_invitation(code, name + "@noisette.example", name,
                                                kPassphrase);
    };
    CHECK(join("a"));
    CHECK(join("b"));
    REQUIRE(invitations.open().size() == 1);
    CHECK(invitations.open().front().used == 2);
    CHECK(join("c"));
    CHECK(invitations.open().empty());
    CHECK(join("d").error().fault == Fault::Gone);

    const auto late = invitations.make({.role = Role::Member, .valid = 48h, .uses = 3}).value();
    const auto revoked = invitations.make({.role = Role::Member}).value();
    for (const auto& one : invitations.open())
        if (one.uses == 1) CHECK(invitations.revoke(one.id));
    CHECK(house.accounts.check_invitation(revoked).error().fault == Fault::NotFound);
    CHECK(house.accounts.check_invitation(late));
    house.clock.advance(48h);
    CHECK(house.accounts.check_invitation(late).error().fault == Fault::NotFound);
    CHECK(invitations.open().empty());
}

TEST_CASE("a request waits for an answer once per address, tells nobody who has an account") {
    House house;
    house.person("marie", Role::Writer);
    auto& invitations = house.accounts.invitations();
    CHECK(house.accounts.ask_to_join("PAUL@noisette.example", "Paul", "La caisse", kClient));
    CHECK(house.accounts.ask_to_join("paul@noisette.example", "Paul B.", "La caisse !", kClient));
    CHECK(house.accounts.ask_to_join("marie@noisette.example", "Marie", "Encore", kClient));
    REQUIRE(invitations.requests().size() == 1);
    const auto request = invitations.requests().front();
    CHECK(request.name == "Paul B.");
    CHECK(invitations.settle(request.id)->email == "paul@noisette.example");
    CHECK(invitations.settle(request.id).error().fault == Fault::NotFound);
    CHECK(invitations.requests().empty());
    for (int i = 0; i < 7; ++i) {
        CHECK(house.accounts.ask_to_join("x@x.example", "x", "x", kClient));
    }
    CHECK(house.accounts.ask_to_join("y@x.example", "x", "x", kClient).error().fault ==
          Fault::TooMany);
}

TEST_CASE("the node always keeps somebody who manages it") {
    House house;
    const auto ada = house.person("ada", Role::Manager);
    const auto bob = house.person("bob", Role::Writer);
    CHECK(house.people.set_role(ada.id, Role::Writer).error().fault == Fault::Conflict);
    CHECK(house.people.close(ada.id).error().fault == Fault::Conflict);
    CHECK(house.people.leave(ada.id).error().fault == Fault::Conflict);
    CHECK(house.people.set_role(bob.id, Role::Manager));
    CHECK(house.people.leave(bob.id));  // who is leaving does not count
    CHECK(house.people.close(ada.id).error().fault == Fault::Conflict);
    CHECK(house.people.stay(bob.id));
    CHECK(house.people.close(ada.id));
    CHECK(house.people.close(bob.id).error().fault == Fault::Conflict);
    CHECK(house.people.set_role("nobody", Role::Writer).error().fault == Fault::NotFound);
}

TEST_CASE("E5: a new role, a closed account or a new passphrase ends sessions") {
    House house;
    const auto ada = house.person("ada", Role::Manager);
    const auto bob = house.person("bob", Role::Writer);
    auto first = house.in(bob);
    CHECK(house.people.set_role(bob.id, Role::Writer));  // nothing new
    CHECK(house.is_in(first));
    CHECK(house.people.set_role(bob.id, Role::Moderator));
    CHECK_FALSE(house.is_in(first));

    first = house.in(bob);
    const auto second = house.in(bob);
    CHECK(house.people.change_passphrase(bob.id, "not the old one", kPassphrase + "!", first)
              .error()
              .fault == Fault::Unauthorized);
    CHECK(house.people.change_passphrase(bob.id, kPassphrase, "court", first).error().fault ==
          Fault::Unprocessable);
    CHECK(house.is_in(second));
    CHECK(house.people.change_passphrase(bob.id, kPassphrase, kPassphrase + "!", first));
    CHECK(house.is_in(first));
    CHECK_FALSE(house.is_in(second));
    CHECK(house.accounts.sign_in(bob.email, kPassphrase + "!", kClient));
    CHECK(house.accounts.sign_in(bob.email, kPassphrase, kClient).error().fault ==
          Fault::Unauthorized);

    CHECK(house.people.close(bob.id));
    CHECK_FALSE(house.is_in(first));
    CHECK_FALSE(house.accounts.sign_in(bob.email, kPassphrase + "!", kClient));
    CHECK(house.people.reopen(bob.id));
    CHECK(house.accounts.sign_in(bob.email, kPassphrase + "!", kClient));
}

TEST_CASE("people see where they are signed in, and end one or all others") {
    House house;
    const auto bob = house.person("bob", Role::Writer);
    const auto eve = house.person("eve", Role::Writer);
    const auto here = house.in(bob);
    const auto there = house.in(bob);
    const auto third = house.in(bob);
    const auto hers = house.in(eve);
    const auto all = house.people.sessions(bob.id, here);
    REQUIRE(all.size() == 3);
    CHECK(std::ranges::count(all, true, &OwnSession::current) == 1);
    for (const auto& one : all) {
        CHECK(here.find(one.handle) == std::string::npos);
        if (one.current) continue;
        CHECK(house.people.end_session(eve.id, one.handle));  // not hers: nothing happens
    }
    CHECK((house.is_in(there) && house.is_in(third)));
    for (const auto& one : all) {
        if (!one.current) {
            CHECK(house.people.end_session(bob.id, one.handle));
            break;
        }
    }
    CHECK(house.is_in(here));
    CHECK(house.is_in(there) != house.is_in(third));
    CHECK(house.people.end_others(bob.id, here));
    CHECK(house.is_in(here));
    CHECK_FALSE((house.is_in(there) || house.is_in(third)));
    CHECK(house.is_in(hers));
}

TEST_CASE(
    "E7: a second code works once, five tries are enough, and a paper code stands for it once") {
    House house;
    const auto bob = house.person("bob", Role::Writer);
    CHECK_FALSE(house.accounts.hold_back(bob));
    const auto other = house.in(bob);
    const auto [secret, paper] = house.second_code(bob);
    CHECK_FALSE(house.is_in(other));  // turning it on ends the sessions that did not need it
    REQUIRE(paper.size() == SecondCode::kPaperCodes);
    const auto code = [&, &secret = secret] {
        return totp_code(secret, totp_step(house.clock.now()));
    };
    const auto give = [&](const std::string& what) {
        const auto token = house.accounts.hold_back(bob);
        REQUIRE(token);
        return house.accounts.give_code(*token, what, kClient);
    };
    CHECK(give(code()).error().fault == Fault::Unauthorized);  // it confirmed: seen already
    house.clock.advance(30s);
    const auto now = code();
    CHECK(give(now));
    CHECK(give(now).error().fault == Fault::Unauthorized);
    CHECK(give(paper.front()));
    CHECK(give(paper.front()).error().fault == Fault::Unauthorized);
    CHECK(house.accounts.second_code().paper_codes_left(bob.id) == 9);

    house.clock.advance(30min);
    const auto token = house.accounts.hold_back(bob).value();
    for (int i = 0; i < 5; ++i) {
        CHECK(house.accounts.give_code(token, "000000", kClient).error().fault ==
              Fault::Unauthorized);
    }
    CHECK(house.accounts.give_code(token, code(), kClient).error().fault == Fault::Gone);
    // Nor by signing in over and over: ten in a quarter of an hour.
    for (int i = 0; i < 5; ++i) CHECK(give("000000").error().fault == Fault::Unauthorized);
    CHECK(give(code()).error().fault == Fault::TooMany);
    house.clock.advance(16min);
    const auto late = house.accounts.hold_back(bob).value();
    house.clock.advance(11min);
    CHECK(house.accounts.give_code(late, code(), kClient).error().fault == Fault::Gone);
    CHECK(give(code()));

    CHECK(house.accounts.second_code().end(bob.id, house.in(bob)));
    CHECK_FALSE(house.accounts.hold_back(bob));
    CHECK(house.accounts.second_code().paper_codes_left(bob.id) == 0);
}

TEST_CASE(
    "a code of the recovery sheet gives a new passphrase once, and leaves the second code on") {
    House house;
    const auto bob = house.person("bob", Role::Writer);
    house.second_code(bob);
    const auto before = house.people.make_sheet(bob.id).value();
    const auto sheet = house.people.make_sheet(bob.id).value();
    REQUIRE(sheet.size() == People::kSheetCodes);
    const auto session = house.in(bob);
    const std::string anew = "une toute nouvelle phrase";
    const auto recover = [&](const std::string& email, const std::string& code,
                             const std::string& passphrase) {
        return house.accounts.recover(email, code, passphrase, kClient);
    };
    CHECK(recover(bob.email, sheet[0], "court").error().fault == Fault::Unprocessable);
    const auto void_code = recover(bob.email, before[0], anew);
    const auto nobody = recover("nobody@noisette.example", sheet[0], anew);
    CHECK(void_code.error() == nobody.error());
    CHECK(void_code.error().fault == Fault::Unauthorized);
    CHECK(house.is_in(session));
    CHECK(recover(bob.email, sheet[0], anew));
    CHECK_FALSE(house.is_in(session));
    CHECK(recover(bob.email, sheet[0], anew).error().fault == Fault::Unauthorized);
    CHECK(house.accounts.sign_in(bob.email, anew, kClient));
    CHECK(house.accounts.hold_back(bob));
}

TEST_CASE("who leaves has a week to think again, then nothing of them remains") {
    House house;
    house.person("ada", Role::Manager);
    const auto bob = house.person("bob", Role::Writer);
    house.in(bob);
    house.second_code(bob);
    CHECK(house.people.make_sheet(bob.id));
    CHECK(house.people.leave(bob.id));
    house.clock.advance(24h * 7 - 1ms);
    CHECK(house.people.due().empty());
    CHECK(house.people.stay(bob.id));
    house.clock.advance(24h * 7);
    CHECK(house.people.due().empty());
    CHECK(house.people.leave(bob.id));
    house.clock.advance(24h * 7);
    CHECK(house.people.due() == std::vector{bob.id});
    CHECK(house.people.erase(bob.id));
    CHECK_FALSE(house.people.find(bob.id));
    auto reader = house.database.read();
    for (const auto* table : {"session", "second_code", "recovery_code"}) {
        CAPTURE(table);
        auto query =
            reader->query("SELECT count(*) FROM " + std::string(table) + " WHERE account = ?");
        query.arg(bob.id);
        CHECK((query.step() && query.number(0) == 0));
    }
}
