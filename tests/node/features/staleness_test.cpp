// How old a card is, as people see it: since a person last said or confirmed it, whatever its
// node has said by itself since.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/directory/card_store.h"
#include "node/directory/receiving.h"
#include "node/directory/saying.h"
#include "node/directory/shipped.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using directory::CardStore;
using nlohmann::json;
using test::kBase;
using test::WholeNode;

namespace {

const std::string kOwnIri = kBase + "/fiches/association";

// With a space for every kind of space.
std::string get(WholeNode& node, const std::string& target, const char* accept = "text/html") {
    auto text = node.ask(node.visitors().front(), "GET", target, accept);
    for (const std::string_view space : {"\u00a0", "\u202f"})
        for (auto at = text.find(space); at != std::string::npos; at = text.find(space, at))
            text.replace(at, space.size(), " ");
    return text;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string slug_of(WholeNode& node, const std::string& iri) {
    auto reader = node.services().database.read();
    const auto card = CardStore(*reader).by_claim(iri);
    return card ? card->slug : "";
}

// The line about its age on its own page.
std::string age_on_page(WholeNode& node, const std::string& slug) {
    const auto page = get(node, "/reseau/annuaire/" + slug);
    const auto from = page.find("<p class=\"fresh");
    REQUIRE(from != std::string::npos);
    return page.substr(from, page.find("</p>", from) - from);
}

// "isnode old": how it looks in the list; "none" when it is not there.
std::string look_in_list(WholeNode& node, const std::string& slug, const std::string& more = "") {
    const auto page = get(node, "/reseau/annuaire?q=fiche" + more);
    const auto link = page.find("<h3><a href=\"/reseau/annuaire/" + slug + "\"");
    if (link == std::string::npos) return "none";
    const std::string row = "<li class=\"fiche ";
    const auto from = page.rfind(row, link) + row.size();
    return page.substr(from, page.find('"', from) - from);
}

json theirs(const std::string& updated, const std::string& confirmed = "",
            const std::string& host = "autre.example") {
    json document = {{"type", "Initiative"},
                     {"id", "https://" + host + "/fiches/1"},
                     {"attributedTo", "https://" + host + "/@a"},
                     {"name", "Fiche autre"},
                     {"kind", "localCurrency"},
                     {"method", "self"},
                     {"website", "https://" + host},
                     {"place", {{"country", "FR"}}},
                     {"source", "autre.example [2026]"},
                     {"updated", updated},
                     {"to", {"https://www.w3.org/ns/activitystreams#Public"}}};
    if (!confirmed.empty()) document["confirmedAt"] = confirmed;
    return document;
}

directory::Filed take(WholeNode& node, const json& document) {
    const auto filed = node.services().database.write_value([&](storage::Connection& connection) {
        return directory::take_claim(node.services(), connection, document, "autre.example", true);
    });
    REQUIRE(filed);
    return *filed;
}

// Who manages, signed in today.
std::string post(WholeNode& node, const std::string& target, const std::string& form = "") {
    for (const auto& account : node.services().accounts.list())
        if (account.role == accounts::Role::Manager) {
            const auto session = node.services().accounts.open_session(account, "test");
            REQUIRE(session);
            return node.ask({"manager", *session, ""}, "POST", target, "text/html", form);
        }
    FAIL("nobody manages");
    return {};
}

void say_own(WholeNode& node) {
    REQUIRE(directory::say_own_card(
        node.services(),
        {{"name", "Fiche à nous"}, {"kind", "localCurrency"}, {"place", {{"country", "FR"}}}}));
}

}  // namespace

TEST_CASE("an own card is as old as its last confirmation, or as its last word without one") {
    // Today is the 1st of June 2026.
    struct Case {
        const char* what;
        const char* updated;
        const char* confirmed;
        const char* told;
        bool old;
        bool recent;
    };
    static constexpr Case kCases[] = {
        {"said long ago", "2024-03-05T10:00:00Z", "", "sans nouvelles depuis le 5 mars 2024", true,
         false},
        {"confirmed long ago, said again by its node", "2026-05-20T10:00:00Z",
         "2024-03-05T10:00:00Z", "sans nouvelles depuis le 5 mars 2024", true, false},
        {"confirmed after it was said: nobody can", "2024-03-05T10:00:00Z", "2026-05-20T10:00:00Z",
         "sans nouvelles depuis le 5 mars 2024", true, false},
        {"nineteen months", "2024-11-01T10:00:00Z", "", "sans nouvelles depuis le 1er novembre",
         true, false},
        {"seventeen months", "2025-01-02T10:00:00Z", "", "2 janvier 2025", false, false},
        {"confirmed eleven months ago", "2026-05-20T10:00:00Z", "2025-07-01T10:00:00Z",
         "1er juillet 2025", false, true},
        {"said yesterday", "2026-05-31T10:00:00Z", "", "à jour hier", false, true},
        {"no date", "2026-05-31T10:00:00Z", "demain", "à jour hier", false, true}};
    WholeNode node;
    int number = 0;
    for (const auto& one : kCases) {
        CAPTURE(one.what);
        const auto said =
            theirs(one.updated, one.confirmed, "m" + std::to_string(++number) + ".example");
        take(node, said);
        const auto slug = slug_of(node, said["id"]);
        const auto age = age_on_page(node, slug);
        CHECK(has(age, "Dit par elle-même"));
        CHECK(has(age, one.told));
        CHECK(has(age, "class=\"fresh stale\"") == one.old);
        CHECK(look_in_list(node, slug) == (one.old ? "isnode old" : "isnode"));
        CHECK((look_in_list(node, slug, "&recent=1") != "none") == one.recent);
    }
}

TEST_CASE("what others say of an initiative has their date, what a file says that of its source") {
    WholeNode node;
    auto said = theirs("2024-03-05T10:00:00Z");
    said["method"] = "thirdParty";
    said["website"] = "https://tiers.example";
    take(node, said);
    node.write([&](storage::Connection& connection) {
        CardStore store(connection);
        store.decide(store.by_claim(said["id"])->id, true);
        for (const auto& [name, source] : {std::pair{"Fiche une", "rapport [2018]"},
                                           {"Fiche deux", "un rapport"},
                                           {"Fiche trois", "rapport [2026]"}}) {
            auto claim = directory::claim_of_row(
                {.name = name,
                 .kind = "sel",
                 .country = "FR",
                 .website = std::string("https://") + (name + 6) + ".example",
                 .source = source},
                node.clock.now());
            store.file(claim, {.card = {}, .shown = true});
        }
    });
    for (const auto& [slug, who, when, look] :
         {std::tuple{"fiche-autre", "Dit par ", "5 mars 2024", "old"},
          {"fiche-une", "Fiche à confirmer", "source de 2018", "old"},
          {"fiche-deux", "Fiche à confirmer", "source non datée", "old"},
          {"fiche-trois", "Fiche à confirmer", "source de 2026", ""}}) {
        CAPTURE(slug);
        const auto age = age_on_page(node, slug);
        CHECK(has(age, who));
        CHECK(has(age, when));
        CHECK_FALSE(has(age, "sans nouvelles"));
        CHECK(look_in_list(node, slug) == look);
    }
}

TEST_CASE("a figure or a proof does not make the own card fresh, a person does") {
    WholeNode node;
    say_own(node);
    node.clock.advance(std::chrono::days(590));  // to January 2028
    const auto document = [&] { return *directory::own_card(node.services()); };
    const auto is_old = [&] {
        const auto slug = slug_of(node, kOwnIri);
        const auto age = age_on_page(node, slug);
        const bool old = has(age, "sans nouvelles depuis le 1er juin 2026");
        CHECK(old != has(age, "à jour"));
        CHECK(old == has(age, "class=\"fresh stale\""));
        CHECK(look_in_list(node, slug) == (old ? "isnode old" : "isnode"));
        CHECK((look_in_list(node, slug, "&recent=1") == "none") == old);
        return old;
    };
    const auto confirmed = document()["confirmedAt"];
    CHECK(is_old());
    REQUIRE(post(node, "/gestion/annuaire/chiffres",
                 "date=2027-12-31&comment=counted&source=rapport+%5B2027%5D&individualMembers=120")
                .starts_with("303"));
    CHECK(document()["observations"].size() == 1);
    CHECK(document()["updated"] != confirmed);  // said again, for others to take
    CHECK(document()["confirmedAt"] == confirmed);
    CHECK(is_old());
    node.clock.advance(std::chrono::hours(1));
    REQUIRE(directory::say_own_card_again(node.services()));  // as after the proof of its site
    CHECK(is_old());
    SUBCASE("who confirms it") {
        REQUIRE(post(node, "/gestion/annuaire/fiche/confirmer").starts_with("303"));
        CHECK(has(age_on_page(node, slug_of(node, kOwnIri)), "à jour à l’instant"));
    }
    SUBCASE("who changes it") {
        REQUIRE(post(node, "/gestion/annuaire/fiche",
                     "name=Fiche+neuve&kind=localCurrency&place-country=FR")
                    .starts_with("303"));
    }
    CHECK_FALSE(is_old());
    CHECK(document()["confirmedAt"] == document()["updated"]);
}

TEST_CASE("the newest word counts, whatever day it was confirmed") {
    WholeNode node;
    auto first = theirs("2026-01-01T00:00:00Z", "2024-03-05T10:00:00Z");
    auto second = theirs("2026-02-01T00:00:00Z", "2024-03-05T10:00:00Z");
    second["name"] = "Fiche nouvelle";
    auto third = theirs("2026-01-15T00:00:00Z", "2026-01-15T00:00:00Z");
    third["name"] = "Fiche tardive";
    CHECK(take(node, first) == directory::Filed::New);
    CHECK(take(node, second) == directory::Filed::Changed);
    CHECK(take(node, third) == directory::Filed::Same);
    const auto slug = slug_of(node, second["id"]);
    CHECK(has(get(node, "/reseau/annuaire/" + slug), "Fiche nouvelle"));
    CHECK(has(age_on_page(node, slug), "sans nouvelles depuis le 5 mars 2024"));
}
