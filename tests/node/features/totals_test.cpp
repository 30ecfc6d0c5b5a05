// The rules by which figures are added up (domain.md §3.2), one test a rule, and
// the sums that were published (§1.5) from the answers they stand for.
#include "node/directory/totals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace essaim;
using namespace essaim::directory;
using namespace std::chrono;

namespace {

Day on(const char* text) { return *day_in(text); }

SumCard currency(std::int64_t id) {
    return {.id = id,
            .kind = "localCurrency",
            .status = "circulating",
            .said = on("2026-01-01"),
            .department = "58",
            .region = "BFC",
            .country = "FR"};
}

// Said by the initiative itself: its observer has its number.
SumRow own(std::int64_t card, double value, const char* as_of) {
    static std::int64_t next = 0;
    ++next;
    return {
        .id = next, .card = card, .author = card, .value = value, .as_of = on(as_of), .mark = next};
}

std::vector<SumCard> owned(std::vector<SumCard> cards) {
    for (auto& card : cards) card.owner = card.id;
    return cards;
}

Total sum_of(const Question& question, const std::vector<SumCard>& cards,
             const std::vector<SumRow>& rows) {
    return total_of(question, cards, rows);
}

Question ask(const char* variable, const char* at) { return {.variable = variable, .at = on(at)}; }

}  // namespace

TEST_CASE("a federation and its parts in other regions are never both in the sums of regions") {
    auto cards = owned({currency(1), currency(2), currency(3)});
    cards[0].region = "BRE";  // the seat of the federation
    cards[1].region = "OCC";
    cards[2].region = "BFC";  // was replaced by the second
    cards[1].wholes = {1};
    cards[2].successors = {2};
    const std::vector<SumRow> rows = {own(1, 100, "2025-06-30"), own(2, 70, "2025-06-30"),
                                      own(3, 40, "2025-06-30")};
    auto question = ask("individualMembers", "2025-12-31");
    CHECK(sum_of(question, cards, rows).value == 70);
    struct Case {
        const char* region;
        double value;
        std::size_t left;
    };
    for (const auto& one : {Case{"BRE", 0, 1}, Case{"OCC", 70, 0}, Case{"BFC", 0, 1}}) {
        CAPTURE(one.region);
        question.region = one.region;
        const auto total = sum_of(question, cards, rows);
        CHECK(total.value == one.value);
        CHECK(total.left.size() == one.left);
    }
    // Without a figure of the part, the federation stands for it: where its seat is.
    question.region = "OCC";
    const auto part = sum_of(question, cards, {rows[0]});
    CHECK(part.reporting == 0);
    CHECK(part.silent.empty());
    question.region = "BRE";
    CHECK(sum_of(question, cards, {rows[0]}).value == 100);
}

TEST_CASE("the latest figure that is not too old counts, and none of a later day") {
    struct Case {
        const char* what;
        std::vector<SumRow> rows;
        double value;
        std::int64_t reporting;
    };
    const std::vector<Case> cases = {
        {"the latest", {own(1, 10, "2024-06-01"), own(1, 12, "2025-06-01")}, 12, 1},
        {"in whatever order", {own(1, 12, "2025-06-01"), own(1, 10, "2024-06-01")}, 12, 1},
        {"on the very day", {own(1, 7, "2025-12-31")}, 7, 1},
        {"not of the day after", {own(1, 7, "2026-01-01")}, 0, 0},
        {"just within 24 months", {own(1, 7, "2024-01-01")}, 7, 1},
        {"24 months old", {own(1, 7, "2023-12-31")}, 0, 0},
        {"nothing is no zero", {}, 0, 0},
        {"a zero is a figure", {own(1, 0, "2025-12-31")}, 0, 1}};
    const auto cards = owned({currency(1)});
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto total = sum_of(ask("individualMembers", "2025-12-31"), cards, one.rows);
        CHECK(total.value == one.value);
        CHECK(total.reporting == one.reporting);
        CHECK(total.circulating == 1);
    }
    auto patient = ask("individualMembers", "2025-12-31");
    patient.months = 36;
    CHECK(sum_of(patient, cards, {own(1, 7, "2023-12-31")}).value == 7);
}

TEST_CASE("its own word goes before a third party's, which counts only once it is admitted") {
    const auto cards = owned({currency(1)});
    auto other = own(1, 99, "2025-12-01");
    other.author = 8;
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, {other}).reporting == 0);
    other.shown = true;
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, {other}).value == 99);
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, {other, own(1, 5, "2025-01-01")}).value ==
          5);
    // Of two others, the later day; of one day, what was said last.
    auto third = other;
    third.author = 9;
    third.value = 98;
    third.published = 2;
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, {other, third}).value == 98);
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, {third, other}).value == 98);
}

TEST_CASE("of a federation and its parts the parts count, never both") {
    auto part = currency(2);
    part.wholes = {1};
    auto other_part = currency(3);
    other_part.wholes = {1};
    auto inner = currency(4);
    inner.wholes = {2};
    const auto cards = owned({currency(1), part, other_part, inner});
    struct Case {
        const char* what;
        std::vector<SumRow> rows;
        double value;
        std::int64_t reporting;
        std::int64_t expected;
    };
    const char* day = "2025-06-30";
    const std::vector<Case> cases = {
        {"the federation alone speaks for all", {own(1, 100, day)}, 100, 1, 1},
        {"one part is enough", {own(1, 100, day), own(3, 30, day)}, 30, 1, 2},
        {"a part of a part", {own(1, 100, day), own(4, 20, day)}, 20, 1, 2},
        {"each level", {own(1, 100, day), own(2, 50, day), own(4, 20, day)}, 20, 1, 2},
        {"nobody", {}, 0, 0, 2}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto total = sum_of(ask("exchangePoints", "2025-12-31"), cards, one.rows);
        CHECK(total.value == one.value);
        CHECK(total.reporting == one.reporting);
        CHECK(total.circulating == one.expected);
    }
    // Two that call each other their federation: neither is one.
    auto a = currency(1);
    a.wholes = {2};
    auto b = currency(2);
    b.wholes = {1};
    const auto circle = owned({a, b});
    CHECK(sum_of(ask("exchangePoints", "2025-12-31"), circle, {own(1, 1, day), own(2, 2, day)})
              .value == 3);
}

TEST_CASE("a currency that has merged does not count beside its successor") {
    auto old = currency(1);
    old.status = "merged";
    old.launched = "2013";
    old.ended = "2025-09";
    old.successors = {2};
    const auto cards = owned({old, currency(2)});
    const auto value = [&](const char* at, std::vector<SumRow> rows) {
        return sum_of(ask("activeProfessionals", at), cards, rows).value;
    };
    CHECK(value("2024-12-31", {own(1, 40, "2024-12-31"), own(2, 200, "2024-06-30")}) == 240);
    CHECK(value("2024-12-31", {own(1, 40, "2024-06-30"), own(2, 240, "2024-12-31")}) == 240);
    // After its end it circulates no more, whoever has answered.
    CHECK(value("2025-12-31", {own(1, 40, "2025-06-30")}) == 0);
    CHECK(value("2025-12-31", {own(1, 40, "2025-06-30"), own(2, 240, "2025-12-31")}) == 240);
    const auto left =
        sum_of(ask("activeProfessionals", "2025-12-31"), cards, {own(1, 40, "2025-06-30")});
    REQUIRE(left.left.size() == 1);
    CHECK(left.left[0].why == LeftOut::NotAlive);
}

TEST_CASE("only what circulated on that day is expected and counted") {
    struct Case {
        const char* status;
        const char* launched;
        const char* ended;
        const char* since;
        Life life;
    };
    static constexpr Case kCases[] = {{"circulating", "", "", "", Life::Yes},
                                      {"circulating", "2019", "", "", Life::Yes},
                                      {"circulating", "2024-01-02", "", "", Life::No},
                                      {"project", "", "", "", Life::No},
                                      {"launching", "", "", "", Life::No},
                                      {"abandoned", "", "", "", Life::No},
                                      {"stopped", "2012", "2022", "", Life::No},
                                      {"stopped", "2012", "2025", "", Life::Yes},
                                      {"stopped", "", "2025", "", Life::Unknown},
                                      {"stopped", "2012", "", "2023-06", Life::No},
                                      {"stopped", "2012", "", "", Life::Yes},  // said in 2026
                                      {"", "2012", "", "", Life::Unknown},
                                      {"", "2025", "", "", Life::No}};
    for (const auto& one : kCases) {
        CAPTURE(one.status);
        CAPTURE(one.launched);
        CAPTURE(one.ended);
        auto card = currency(1);
        card.status = one.status;
        card.launched = one.launched;
        card.ended = one.ended;
        card.since = one.since;
        CHECK(life_on(card, on("2024-01-01")) == one.life);
        const auto cards = owned({card});
        const auto total =
            sum_of(ask("volunteers", "2024-01-01"), cards, {own(1, 3, "2023-12-01")});
        CHECK(total.reporting == (one.life == Life::No ? 0 : 1));
        const auto silent = sum_of(ask("volunteers", "2024-01-01"), cards, {});
        CHECK(silent.circulating == (one.life == Life::Yes ? 1 : 0));
        CHECK(silent.unknown == (one.life == Life::Unknown ? 1 : 0));
    }
}

TEST_CASE("only what is worth euros enters a sum of euros, at its value") {
    struct Case {
        const char* kind;
        const char* country;
        const char* per;
        std::optional<double> amount;
        std::optional<double> euros;
    };
    static const Case kCases[] = {
        {"localCurrency", "FR", "EUR", 1.0, 1.0}, {"localCurrency", "FR", "EUR", 0.5, 0.5},
        {"localCurrency", "FR", "", {}, 1.0},     {"sol", "BE", "", {}, 1.0},
        {"localCurrency", "CH", "", {}, {}},      {"localCurrency", "FR", "CHF", 1.0, {}},
        {"localCurrency", "FR", "none", {}, {}},  {"freeCurrency", "FR", "", {}, {}},
        {"socialCurrency", "FR", "hour", 1.0, {}}};
    for (const auto& one : kCases) {
        CAPTURE(one.kind);
        CAPTURE(one.per);
        auto card = currency(1);
        card.kind = one.kind;
        card.country = one.country;
        card.unit_per = one.per;
        card.unit_amount = one.amount;
        CHECK(euros_of_unit(card) == one.euros);
        const auto cards = owned({card});
        const std::vector<SumRow> rows = {own(1, 1000, "2025-06-30")};
        const auto total = sum_of(ask("circulatingUnits", "2025-12-31"), cards, rows);
        CHECK(total.value == 1000 * one.euros.value_or(0));
        CHECK(total.circulating == (one.euros ? 1 : 0));
        // People are people, whatever they pay with.
        CHECK(sum_of(ask("individualMembers", "2025-12-31"), cards, rows).value == 1000);
    }
}

TEST_CASE("hours are never added to euros, nor members of time banks to those of currencies") {
    auto bank = currency(2);
    bank.kind = "timeBank";
    bank.unit_per = "hour";
    const auto cards = owned({currency(1), bank});
    const std::vector<SumRow> rows = {own(1, 500, "2025-06-30"), own(2, 70, "2025-06-30")};
    for (const auto* variable :
         {"circulatingUnits", "individualMembers", "volunteers", "hoursExchangedYear"}) {
        CAPTURE(variable);
        auto question = ask(variable, "2025-12-31");
        CHECK(sum_of(question, cards, rows).value == 500);
        question.group = KindGroup::Time;
        CHECK(sum_of(question, cards, rows).value ==
              (unit_of(variable) == "unit" ? 0 : 70));  // a bank has no units in euros
    }
}

TEST_CASE("what is counted over a year is not added to what is counted over another time") {
    struct Case {
        int span;
        std::int64_t reporting;
    };
    const auto cards = owned({currency(1)});
    for (const auto& one : {Case{0, 1}, Case{365, 1}, Case{366, 1}, Case{92, 0}, Case{730, 0}}) {
        CAPTURE(one.span);
        auto row = own(1, 10, "2025-12-31");
        row.span = one.span;
        CHECK(sum_of(ask("entriesYear", "2025-12-31"), cards, {row}).reporting == one.reporting);
        CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, {row}).reporting == 1);
    }
}

TEST_CASE("a sum tells how many reported, of how many, how old, and of which rows") {
    std::vector<SumCard> cards;
    for (std::int64_t id = 1; id <= 6; ++id) cards.push_back(currency(id));
    cards[4].status = "";
    cards[5].status = "";
    cards = owned(cards);
    const std::vector<SumRow> rows = {own(1, 10, "2025-12-31"), own(2, 20, "2025-12-01"),
                                      own(3, 30, "2024-12-31"), own(5, 40, "2025-11-30")};
    const auto total = sum_of(ask("volunteers", "2025-12-31"), cards, rows);
    CHECK(total.value == 100);
    CHECK(total.reporting == 4);
    CHECK(total.circulating == 5);  // the fifth says by its figure that it is alive
    CHECK(total.unknown == 1);
    CHECK(total.median_age == 30);
    CHECK(total.oldest_age == 365);
    REQUIRE(total.silent.size() == 1);
    CHECK(total.silent[0]->id == 4);
    double sum = 0;
    for (const auto& one : total.rows) sum += one.counted;
    CHECK(sum == total.value);
    // The same rows, whatever came first: the same mark. One changed: another.
    auto turned = rows;
    std::ranges::reverse(turned);
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, turned).mark == total.mark);
    turned.back().mark += 1000;
    CHECK(sum_of(ask("volunteers", "2025-12-31"), cards, turned).mark != total.mark);
}

TEST_CASE("departments and regions add up to the whole, each with its own coverage") {
    auto elsewhere = currency(3);
    elsewhere.department = "64";
    elsewhere.region = "NAQ";
    auto nowhere = currency(4);
    nowhere.department = nowhere.region = "";
    const auto cards = owned({currency(1), currency(2), elsewhere, nowhere});
    const std::vector<SumRow> rows = {own(1, 10, "2025-12-31"), own(3, 30, "2025-12-31"),
                                      own(4, 5, "2025-12-31")};
    const auto question = ask("volunteers", "2025-12-31");
    const auto total = sum_of(question, cards, rows);
    const auto shares = shares_of(total, &SumCard::region);
    REQUIRE(shares.size() == 3);
    CHECK(shares[0].code == "NAQ");
    CHECK(shares[1].code == "BFC");
    CHECK(shares[1].value == 10);
    CHECK(shares[1].reporting == 1);
    CHECK(shares[1].circulating == 2);
    CHECK(std::accumulate(shares.begin(), shares.end(), 0.0, [](double sum, const Share& one) {
              return sum + one.value;
          }) == total.value);
    auto one = question;
    one.department = "64";
    CHECK(sum_of(one, cards, rows).value == 30);
}

TEST_CASE("growth is of those that gave a figure for both days, each time a new one") {
    const auto cards = owned({currency(1), currency(2), currency(3), currency(4)});
    const std::vector<SumRow> rows = {
        own(1, 10, "2023-12-31"), own(1, 15, "2024-12-31"),  // both
        own(2, 20, "2023-12-31"),                            // one figure, old enough for both days
        own(3, 30, "2024-12-31"),                            // only the later
        own(4, 40, "2022-12-31"), own(4, 30, "2024-06-30")};
    const auto from = on("2023-12-31");
    const auto before = sum_of(ask("volunteers", "2023-12-31"), cards, rows);
    const auto after = sum_of(ask("volunteers", "2024-12-31"), cards, rows);
    CHECK(before.value == 70);
    CHECK(after.value == 95);
    const auto growth = growth_of(before, from, after);
    CHECK(growth.initiatives == 2);
    CHECK(growth.before == 50);
    CHECK(growth.after == 45);
    CHECK(growth.percent() == -10.0);
    CHECK_FALSE(growth_of({}, from, after).percent());
}

TEST_CASE("the published sums come out of the answers they stand for, with their coverage") {
    struct Case {
        const char* at;
        int currencies;
        int answers;
        const char* variable;
        double value;
        const char* region;  // "" for the whole
    };
    static constexpr Case kCases[] = {{"2018-12-31", 76, 63, "individualMembers", 30'601, ""},
                                      {"2018-12-31", 76, 63, "activeProfessionals", 8'302, ""},
                                      {"2018-12-31", 76, 63, "circulatingUnits", 3'270'000, ""},
                                      {"2019-12-31", 82, 63, "individualMembers", 34'871, ""},
                                      {"2019-12-31", 82, 63, "activeProfessionals", 9'614, ""},
                                      {"2019-12-31", 82, 63, "circulatingUnits", 4'400'000, ""},
                                      {"2020-12-31", 12, 12, "individualMembers", 5'000, "BRE"},
                                      {"2020-12-31", 12, 12, "activeProfessionals", 1'000, "BRE"},
                                      {"2020-12-31", 12, 12, "circulatingUnits", 300'000, "BRE"}};
    for (const auto& one : kCases) {
        CAPTURE(one.at);
        CAPTURE(one.variable);
        std::vector<SumCard> cards;
        std::vector<SumRow> rows;
        double left = one.value;
        for (int i = 1; i <= one.currencies; ++i) {
            cards.push_back(currency(i));
            cards.back().owner = i;
            if (*one.region != '\0') cards.back().region = one.region;
            if (i > one.answers) continue;
            const double share = i == one.answers ? left : std::floor(one.value / one.answers / 2);
            rows.push_back(own(i, share, one.at));
            left -= share;
        }
        auto question = ask(one.variable, one.at);
        question.region = one.region;
        const auto total = sum_of(question, cards, rows);
        CHECK(total.value == one.value);
        CHECK(total.reporting == one.answers);
        CHECK(total.circulating == one.currencies);
        CHECK(total.oldest_age == 0);
    }
}
