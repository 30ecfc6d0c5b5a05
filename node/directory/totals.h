// How figures are added up (domain.md §3.2): of each initiative the latest that
// is not too old, its own word first; a federation or its parts, never both; a
// currency that has merged not beside its successor; only what is worth euros
// among euros. Nothing is guessed in between. Pure: rules over rows; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "node/directory/filter.h"
#include "node/directory/observation.h"

namespace essaim::directory {

// One figure, as far as a sum needs it.
struct SumRow {
    std::int64_t id = 0;
    std::int64_t card = 0;
    std::int64_t author = 0;
    double value = 0;
    Day as_of{};
    int span = 0;  // days of its period; 0: of one day, or not told
    std::int64_t published = 0;
    std::int64_t mark = 0;
    bool shown = false;  // a third party's that counts
};

// One initiative, as far as a sum needs it.
struct SumCard {
    std::int64_t id = 0;
    std::string kind = {};
    std::string status = {};
    std::string since = {};  // of that status: partial dates
    std::string launched = {};
    std::string ended = {};
    Day said{};  // when all this was said
    std::string department = {};
    std::string region = {};
    std::string country = {};
    std::string unit_per = {};
    std::optional<double> unit_amount = {};
    std::int64_t owner = 0;                     // the observer who speaks for it; 0: nobody
    std::vector<std::int64_t> wholes = {};      // federations that it is part of
    std::vector<std::int64_t> successors = {};  // that replaced it
};

struct Question {
    std::string variable;
    KindGroup group = KindGroup::Currency;
    Day at{};
    int months = 24;  // an older figure does not count
    std::string region = {};
    std::string department = {};
    std::string country = {};
};

// Did it circulate on that day, as far as its card tells?
enum class Life { Yes, No, Unknown };
Life life_on(const SumCard& card, Day day);
// What one of its units is worth in euros; nothing: not euros, or nobody knows.
std::optional<double> euros_of_unit(const SumCard& card);

enum class LeftOut {
    NotAlive,      // not yet, or no more, in circulation on that day
    NotEuros,      // a sum in euros, and its unit is none
    OtherPeriod,   // not over a year
    PartsCounted,  // a federation of which parts are counted
    Merged,        // its successor is counted
};
struct CountedRow {
    const SumCard* card;
    SumRow row;
    double counted;  // the value, in euros for units of a currency
};
struct LeftRow {
    const SumCard* card;
    SumRow row;
    LeftOut why;
};

struct Total {
    double value = 0;
    std::vector<CountedRow> rows = {};  // the largest first
    std::vector<LeftRow> left = {};
    std::vector<const SumCard*> silent = {};  // circulate, and gave no figure that counts
    std::int64_t reporting = 0;               // rows.size()
    std::int64_t circulating = 0;             // of whom a figure could be expected, with those
    std::int64_t unknown = 0;                 // of whom nobody knows whether they circulate
    int median_age = 0;                       // days between the figure and the day asked
    int oldest_age = 0;
    std::string mark = {};  // hash of the rows counted: two printouts can be compared
};
// `cards` must outlive the answer.
Total total_of(const Question& question, const std::vector<SumCard>& cards,
               std::span<const SumRow> rows);

// By department or region code, "" for those whose is not known; the largest first.
struct Share {
    std::string code;
    double value = 0;
    std::int64_t reporting = 0;
    std::int64_t circulating = 0;
};
std::vector<Share> shares_of(const Total& total, std::string SumCard::* territory);

// Between two days, of those alone that gave a figure for both: the later one
// must be newer than the first day, or it would be the same figure twice.
struct Growth {
    Day from{};
    double before = 0;
    double after = 0;
    std::int64_t initiatives = 0;
    std::optional<double> percent() const;
};
Growth growth_of(const Total& before, Day from, const Total& after);

}  // namespace essaim::directory
