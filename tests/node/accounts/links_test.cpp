#include "node/accounts/links.h"

#include <doctest/doctest.h>

#include "node/accounts/accounts.h"
#include "node/accounts/invitations.h"
#include "node/accounts/people.h"
#include "node/storage/connection.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace std::chrono_literals;
using accounts::Role;

namespace {

constexpr const char* kNew = "une toute autre phrase";

struct House {
    House() {
        camille = *accounts.create("camille@noisette.example", "Camille", Role::Manager,
                                   "une phrase de passe longue");
    }
    std::optional<accounts::SentLink> ask(const std::string& email) {
        std::optional<accounts::SentLink> link;
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            link = links.for_passphrase(connection, email);
            return {};
        }));
        return link;
    }
    std::string address_link() {
        std::string token;
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            token = links.for_address(connection, camille).token;
            return {};
        }));
        return token;
    }

    test::TemporaryDirectory directory;
    storage::Database database{{.file = directory / "essaim.db"}};
    test::FixedClock clock;
    base::Config config = [] {
        base::Config made;
        made.public_url = "https://lanoisette.example";
        return made;
    }();
    accounts::Accounts accounts{config, clock, database};
    accounts::Links& links = accounts.links();
    accounts::Account camille;
};

}  // namespace

TEST_CASE("E6: no link goes to an address that nobody has shown to be theirs") {
    House house;
    CHECK_FALSE(house.ask("camille@noisette.example"));
    CHECK_FALSE(house.ask("inconnue@exemple.org"));
    const auto token = house.address_link();
    CHECK_FALSE(house.links.is_good_for_passphrase(token));
    CHECK_FALSE(house.links.confirm_address(token + "x"));
    CHECK(house.links.confirm_address(token));
    CHECK_FALSE(house.links.confirm_address(token));
    CHECK(house.links.is_verified(house.camille.id));
    CHECK(house.ask(" Camille@Noisette.example "));
    REQUIRE(house.accounts.create("second@noisette.example", "S", Role::Manager, kNew));
    REQUIRE(house.accounts.people().close(house.camille.id));
    CHECK_FALSE(house.ask("camille@noisette.example"));
}

TEST_CASE("E6: a link by mail gives a new passphrase once, within an hour, and ends all sessions") {
    House house;
    REQUIRE(house.links.confirm_address(house.address_link()));
    const auto session = house.accounts.open_session(house.camille, "test");
    REQUIRE(session);
    const auto signed_in = [&] {
        web::Request request;
        request.headers = {{"cookie", "__Host-session=" + *session}};
        return house.accounts.visitor(request).account.has_value();
    };
    CHECK(signed_in());
    const auto older = house.ask(house.camille.email)->token;
    const auto token = house.ask(house.camille.email)->token;
    CHECK_FALSE(house.links.is_good_for_passphrase(older));  // the last one counts
    CHECK(house.links.new_passphrase(token, "court").error().fault == Fault::Unprocessable);
    CHECK(house.links.new_passphrase("", kNew).error().fault == Fault::Gone);
    CHECK(house.links.new_passphrase(token, kNew));
    CHECK_FALSE(signed_in());
    CHECK(house.accounts.sign_in(house.camille.email, kNew, "192.0.2.1"));
    CHECK(house.links.new_passphrase(token, "encore une autre phrase").error().fault ==
          Fault::Gone);
    const auto late = house.ask(house.camille.email)->token;
    house.clock.advance(61min);
    CHECK(house.links.new_passphrase(late, kNew).error().fault == Fault::Gone);
    REQUIRE(house.links.forget());
    auto reader = house.database.read();
    CHECK_FALSE(reader->query("SELECT 1 FROM account_link").step());
}

TEST_CASE("who comes by an invitation that was mailed to them has confirmed the address") {
    House house;
    for (const auto* address : {"noe@exemple.org", "autre@exemple.org"}) {
        const auto code = house.accounts.invitations().make(
            {.role = Role::Writer, .mailed_to = "Noe@exemple.org"});
        REQUIRE(code);
        const auto account = house.accounts.accept_invitation(*code, address, "Noé", kNew);
        REQUIRE(account);
        CHECK(house.links.is_verified(account->id) == (std::string(address) == "noe@exemple.org"));
    }
    auto reader = house.database.read();
    CHECK_FALSE(reader->query("SELECT 1 FROM invitation WHERE mailed_to <> ''").step());
}
