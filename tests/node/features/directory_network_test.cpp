// Three nodes that know only a chain, one to two and two to three, over real
// sockets: each ends with the same set of cards, whoever is gone by then.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "node/app.h"
#include "node/directory/card_store.h"
#include "node/directory/crawl.h"
#include "node/directory/observation_store.h"
#include "node/directory/observing.h"
#include "node/directory/receiving.h"
#include "node/directory/saying.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using directory::CardStore;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

// A port that nobody has now; the node's address holds it, so it is chosen first.
int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(socket, any, size) == 0);
    REQUIRE(::getsockname(socket, any, &size) == 0);
    ::close(socket);
    return ntohs(address.sin_port);
}

class Network {
  public:
    explicit Network(std::vector<std::string> names) {
        std::vector<int> ports;
        std::vector<std::string> addresses;
        for (std::size_t i = 0; i < names.size(); ++i) {
            ports.push_back(free_port());
            addresses.push_back("127.0.0.1:" + std::to_string(ports.back()));
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            base::Config config;
            config.public_url = "http://" + names[i] + ".localhost:" + std::to_string(ports[i]);
            config.name = names[i];
            config.title = names[i];
            config.http.port = ports[i];
            config.http.pages_per_minute = 0;
            config.federation.allow_addresses = addresses;
            config.data_directory =
                directories_.emplace_back(std::make_unique<test::TemporaryDirectory>())->path();
            REQUIRE(App::initialise(config, config.data_directory,
                                    {.title = names[i], .tagline = "", .sentence = ""}));
            apps_.push_back(
                std::make_unique<App>(config, AppOptions{.directory = config.data_directory}));
            apps_.back()->start();
        }
    }
    ~Network() {
        for (auto& app : apps_)
            if (app) app->stop();
    }
    Services& node(std::size_t number) { return apps_[number]->services(); }
    void kill(std::size_t number) {
        apps_[number]->stop();
        apps_[number].reset();
    }
    void follow(std::size_t who, std::size_t whom) {
        auto& to = node(whom).federation.actors();
        REQUIRE(node(who).federation.follow("@" + to.association().name + "@" + to.host()));
        const auto until = std::chrono::steady_clock::now() + 10s;
        while (std::chrono::steady_clock::now() < until) {
            for (const auto& one : node(who).federation.following())
                if (one.state == "accepted") return;
            std::this_thread::sleep_for(20ms);
        }
        FAIL("nobody accepted");
    }
    void say(std::size_t number, const std::string& summary) {
        auto& services = node(number);
        REQUIRE(directory::say_own_card(services, {{"name", services.config.name},
                                                   {"kind", "localCurrency"},
                                                   {"summary", summary},
                                                   {"website", services.config.public_url},
                                                   {"mascot", "a crab"}}));
    }
    // Its members at the end of a year, said of itself; the IRI of that figure.
    std::string count(std::size_t number, double members, int year) {
        using namespace std::chrono;
        auto& services = node(number);
        const auto own = directory::own_card_iri(services);
        const auto held = card(number, own);
        REQUIRE(held);
        REQUIRE(directory::say_figures(
            services, held->card, own,
            {{.variable = "individualMembers",
              .value = members,
              .as_of = directory::Day(std::chrono::year(year) / December / 31),
              .method = "counted",
              .source = "assemblée [2025]"}}));
        return directory::our_figures(services, held->card).front().iri;
    }
    std::optional<directory::Observation> figure(std::size_t on, const std::string& iri) {
        auto reader = node(on).database.read();
        return directory::ObservationStore(*reader).find(iri);
    }
    // What its author no longer has, though nobody was told.
    void lose(std::size_t number, const std::string& iri) {
        REQUIRE(node(number).database.write([&](storage::Connection& connection) -> Result<void> {
            CardStore(connection).withdraw(iri);
            directory::ObservationStore(connection).withdraw(iri);
            return {};
        }));
    }
    std::string third_party(std::size_t number, const std::string& name) {
        const auto said = directory::say(node(number),
                                         {{"name", name},
                                          {"kind", "sel"},
                                          {"place", {{"country", "FR"}, {"town", "Privas"}}},
                                          {"source", "une rencontre [2024]"}},
                                         "", directory::Method::ThirdParty, std::nullopt);
        REQUIRE(said);
        return said->iri;
    }
    // How often a text stands in these tables.
    std::int64_t mentions(std::size_t on, const std::string& text) {
        auto reader = node(on).database.read();
        auto query =
            reader
                ->query(
                    "SELECT (SELECT count(*) FROM claim WHERE instr(document, ?1)) + "
                    "(SELECT count(*) FROM claim_past WHERE instr(document, ?1)) + "
                    "(SELECT count(*) FROM card WHERE instr(name || folded || sort_name "
                    "|| slug, ?1) OR instr(name || folded || sort_name || slug, lower(?1)))")
                .arg(text);
        query.step();
        return query.number(0);
    }
    std::string hash(std::size_t number) {
        auto reader = node(number).database.read();
        return CardStore(*reader).set_hash();
    }
    std::optional<directory::Claim> card(std::size_t on, const std::string& iri) {
        auto reader = node(on).database.read();
        return CardStore(*reader).claim(iri);
    }

  private:
    std::vector<std::unique_ptr<test::TemporaryDirectory>> directories_;
    std::vector<std::unique_ptr<App>> apps_;
};

}  // namespace

TEST_CASE(
    "a chain of three nodes ends with one set of cards, and a node that is gone has still spoken") {
    Network network({"un", "deux", "trois"});
    for (std::size_t i = 0; i < 3; ++i) network.say(i, "première");
    const auto first = network.count(2, 120, 2023);
    network.follow(0, 1);
    network.follow(1, 2);
    // Nothing was said since: whoever joins holds all after one round.
    for (const std::size_t i : {1U, 0U, 2U}) directory::crawl(network.node(i));
    CHECK(network.hash(0) == network.hash(1));
    CHECK(network.hash(1) == network.hash(2));
    const auto third = directory::own_card_iri(network.node(2));
    REQUIRE(network.card(0, third));
    CHECK(network.card(0, third)->proven);
    CHECK(json::parse(network.card(0, third)->document)["mascot"] == "a crab");
    // Figures go the same way, each under its author's signature, to its card.
    REQUIRE(network.figure(0, first));
    CHECK(network.figure(0, first)->proven);
    CHECK(network.figure(0, first)->card == network.card(0, third)->card);

    // Nothing new, since three knows them all: one small request each.
    directory::crawl(network.node(0));
    const auto again = directory::crawl(network.node(0));
    CHECK(again.peers == again.unchanged);
    CHECK(again.taken == 0);

    // A change on three is on one within one round.
    network.say(2, "deuxième");
    directory::crawl(network.node(1));
    CHECK(directory::crawl(network.node(0)).taken >= 1);
    CHECK(json::parse(network.card(0, third)->document)["summary"] == "deuxième");
    CHECK(network.hash(0) == network.hash(1));

    // A correction is pushed to whoever follows, and read by the others.
    const auto second = network.count(2, 210, 2023);
    CHECK(second != first);
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!network.figure(1, second) && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(20ms);
    REQUIRE(network.figure(1, second));
    CHECK(network.figure(1, first)->superseded);
    directory::crawl(network.node(0));
    REQUIRE(network.figure(0, second));
    CHECK(network.figure(0, first)->superseded);

    network.kill(1);
    std::ignore = directory::crawl(network.node(0));
    CHECK(network.card(0, third));
}

TEST_CASE("what its author no longer has is gone here after one round, with all it said") {
    Network network({"un", "deux"});
    network.say(1, "là");
    const auto kept = network.third_party(1, "Le Grenier");
    const auto lost = network.third_party(1, "La Bobine");
    const auto unseen = network.third_party(1, "Le Fuseau");
    const auto figure = network.count(1, 120, 2023);
    network.follow(0, 1);
    directory::crawl(network.node(0));
    REQUIRE(network.card(0, lost));
    CHECK(network.mentions(0, "Bobine") > 1);

    // Not in its collection, but still found under its name: that proves nothing.
    REQUIRE(network.node(1).database.write([&](storage::Connection& connection) -> Result<void> {
        connection.query("UPDATE claim SET proven = 0 WHERE iri = ?").arg(unseen).run();
        return {};
    }));
    network.lose(1, lost);
    network.lose(1, figure);
    directory::crawl(network.node(0));
    CHECK(!network.card(0, lost));
    CHECK(network.mentions(0, "Bobine") == 0);
    CHECK(!network.figure(0, figure));
    CHECK(network.card(0, kept));
    CHECK(network.card(0, unseen));
    CHECK(network.card(0, directory::own_card_iri(network.node(1))));

    // From a neighbour an old copy does not come back; from its author's own directory it does.
    {
        const auto again = network.third_party(1, "La Navette");
        directory::crawl(network.node(0));
        REQUIRE(network.card(0, again));
        const auto document = json::parse(network.card(0, again)->document);
        network.lose(0, again);
        const auto take = [&](bool listed) {
            std::optional<directory::Filed> filed;
            REQUIRE(network.node(0).database.write(
                [&](storage::Connection& connection) -> Result<void> {
                    filed = TRY(directory::take_claim(network.node(0), connection, document,
                                                      "trois.localhost", true, listed));
                    return {};
                }));
            return *filed;
        };
        CHECK(take(false) == directory::Filed::Same);
        CHECK(!network.card(0, again));
        CHECK(take(true) == directory::Filed::Changed);
        REQUIRE(network.card(0, again));
        CHECK(network.mentions(0, "Navette") > 1);
    }

    // Who does not answer has taken nothing back.
    network.kill(1);
    directory::crawl(network.node(0));
    CHECK(network.card(0, kept));
}

TEST_CASE("of a directory that is known only the pages with news are read, and all once a week") {
    Network network({"un", "deux"});
    network.say(1, "première");
    std::string oldest;
    for (int i = 0; i < 420; ++i) {
        auto iri = network.third_party(1, "Fiche " + std::to_string(i));
        if (i == 0) oldest = std::move(iri);
    }
    network.follow(0, 1);
    const auto first = directory::crawl(network.node(0));
    CHECK(first.taken == 421);
    CHECK(first.pages == 5 + 1);  // of cards, of figures

    network.say(1, "deuxième");
    const auto second = directory::crawl(network.node(0));
    CHECK(second.pages >= 2);  // without news; one with, unless it was delivered already
    CHECK(second.pages <= 3);
    const auto own = directory::own_card_iri(network.node(1));
    CHECK(json::parse(network.card(0, own)->document)["summary"] == "deuxième");

    // Lost without a trace: its author's server does not tell, and does not find it any more.
    const auto sql = [&](std::size_t number, const std::string& text) {
        REQUIRE(network.node(number).database.write(
            [&](storage::Connection& connection) -> Result<void> {
                connection.execute(text);
                return {};
            }));
    };
    sql(1, "UPDATE claim SET withdrawn = 1, said_by = '' WHERE iri = '" + oldest + "'");
    network.say(1, "troisième");
    CHECK(directory::crawl(network.node(0)).pages <= 3);
    CHECK(network.card(0, oldest));
    sql(0, "UPDATE directory_peer SET whole_at = 0");  // a week later
    network.say(1, "quatrième");
    CHECK(directory::crawl(network.node(0)).pages == 5);
    CHECK(!network.card(0, oldest));
}

TEST_CASE("a card that was changed on the way, or bears another's name, is refused") {
    Network network({"un", "deux", "trois"});
    network.say(2, "vraie");
    network.follow(0, 1);
    network.follow(1, 2);
    directory::crawl(network.node(1));
    const auto third = directory::own_card_iri(network.node(2));
    REQUIRE(network.card(1, third));
    // Two falsifies what three has said.
    auto document = json::parse(network.card(1, third)->document);
    document["summary"] = "fausse";
    REQUIRE(network.node(1).database.write([&](storage::Connection& connection) -> Result<void> {
        CardStore store(connection);
        auto claim = *store.claim(third);
        claim.document = document.dump();
        claim.digest = directory::digest_of(document);
        claim.received_at += 1s;
        store.file(claim, {});
        return {};
    }));
    const auto round = directory::crawl(network.node(0));
    CHECK(round.refused >= 1);
    const auto held = network.card(0, third);
    CHECK((!held || json::parse(held->document)["summary"] == "vraie"));
}
