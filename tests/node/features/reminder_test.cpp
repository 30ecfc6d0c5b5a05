#include "node/directory/reminder.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "node/directory/confirm_link_store.h"
#include "node/directory/saying.h"
#include "node/storage/connection.h"
#include "tests/node/features/running_app.h"

using namespace essaim;
using namespace essaim::directory;

namespace {

// Not started: what is put down for the mail stays there.
struct Node {
    explicit Node(bool mail) {
        base::Config config;
        config.public_url = "https://lanoisette.example";
        config.name = "lanoisette";
        config.title = "La Noisette";
        config.data_directory = directory.path();
        if (mail) {
            config.mail.server = "127.0.0.1";
            config.mail.security = base::Config::Mail::Security::None;
            config.mail.from = "noeud@lanoisette.example";
        }
        REQUIRE(App::initialise(config, directory.path(),
                                {.title = config.title, .tagline = {}, .sentence = {}, .hue = 0}));
        app = std::make_unique<App>(config,
                                    AppOptions{.directory = directory.path(), .clock = &clock});
        for (const auto* who : {"ada", "bea"})
            REQUIRE(app->services().accounts.create(std::string(who) + "@noisette.example", who,
                                                    accounts::Role::Manager,
                                                    "une phrase de passe longue"));
        REQUIRE(app->services().accounts.create(
            "carl@noisette.example", "carl", accounts::Role::Writer, "une phrase de passe longue"));
    }
    void confirm_addresses() {
        REQUIRE(app->services().database.write([](storage::Connection& connection) -> Result<void> {
            connection.query("UPDATE account SET address_verified_at = 1").run();
            return {};
        }));
    }
    std::size_t reminded() {
        const auto count = remind_of_card(app->services());
        REQUIRE(count);
        return *count;
    }
    std::string text() {
        auto reader = app->services().database.read();
        auto row = reader->query("SELECT text FROM mail_content LIMIT 1");
        return row.step() ? row.text(0) : "";
    }
    test::TemporaryDirectory directory;
    test::FixedClock clock;
    std::unique_ptr<App> app;
};

}  // namespace

TEST_CASE("who manages the node is reminded of an old card once, and not of a fresh one") {
    Node node(true);
    node.clock.advance(std::chrono::days(400));
    CHECK(node.reminded() == 0);  // there is no card yet
    REQUIRE(say_own_card(node.app->services(), first_own_card(node.app->services())));
    node.clock.advance(std::chrono::days(349));
    CHECK(node.reminded() == 0);
    node.clock.advance(std::chrono::days(2));
    CHECK(node.reminded() == 0);  // whose addresses they are nobody has shown
    node.confirm_addresses();
    CHECK(node.reminded() == 2);
    std::smatch link;
    const auto text = node.text();
    REQUIRE(std::regex_search(text, link, std::regex("/annuaire/confirmer/([A-Za-z0-9_-]+)")));
    {
        auto reader = node.app->services().database.read();
        CHECK(ConfirmLinkStore(*reader).is_good(link[1].str(), node.clock.now()));
    }
    node.clock.advance(std::chrono::days(59));
    CHECK(node.reminded() == 0);
    node.clock.advance(std::chrono::days(2));
    CHECK(node.reminded() == 2);  // still nobody has said anything
    REQUIRE(confirm_own_card(node.app->services()));
    node.clock.advance(std::chrono::days(70));
    CHECK(node.reminded() == 0);
}

TEST_CASE("without mail nothing is put down") {
    Node node(false);
    REQUIRE(say_own_card(node.app->services(), first_own_card(node.app->services())));
    node.clock.advance(std::chrono::days(400));
    CHECK(node.reminded() == 0);
}
