// One dated figure about an initiative, as one source says it (domain.md §3.2):
// what is counted, how much, on which day, how, and by which source. It is never
// changed: a correction is a new one that supersedes it. Rules only; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/directory/filter.h"
#include "node/directory/vocabulary.h"

namespace essaim::directory {

using Day = std::chrono::sys_days;

inline constexpr std::size_t kMostObservationBytes = 8 * 1024;

struct Observation {
    std::int64_t id = 0;
    std::string iri = {};
    std::string about = {};    // IRI of a card
    std::int64_t card = 0;     // 0: that card is not known here
    std::string said_by = {};  // IRI of the actor
    std::string variable = {};
    double value = 0;
    Day as_of{};
    std::optional<Day> from = {};  // of what is counted over a period
    std::string method = {};
    std::string scope = {};
    std::string source = {};
    std::string supersedes = {};
    base::Instant published{};
    base::Instant received_at{};
    std::string received_from = {};  // host; "" from here
    bool proven = false;
    bool shown = false;  // counts even though a third party says it: ours, a neighbour's, admitted
    bool superseded = false;
    std::string document = {};
};

// What the document says; the rest stays as it is.
Observation observation_of(const nlohmann::json& document);
// A document from anywhere, before it is believed: the reason in English, for the log.
std::optional<std::string> observation_refusal(const nlohmann::json& document, Day today);
// The same on every node that holds it.
std::int64_t mark_of(const std::string& iri, const nlohmann::json& document);

std::optional<Day> day_in(std::string_view text);  // "2025-12-31", a day that exists
// The first or last day that a partial date may mean: "2019", "2019-05".
std::optional<Day> first_day_of(std::string_view partial_date);
std::optional<Day> last_day_of(std::string_view partial_date);
std::string iso(Day day);
Day day_of(base::Instant instant);  // in Paris
Day months_before(Day day, int months);

std::string unit_of(std::string_view variable);  // "count", "unit", "EUR", "hour"
bool is_over_a_year(std::string_view variable);  // counted over a period, not on a day
// Those that initiatives of this group give, in the order of the schema.
std::vector<Choice> variables_of(KindGroup group, web::Language language);

// "18 400 unités", "1 234,50 €", "94".
std::string value_words(web::Language language, double value, std::string_view unit);
std::string day_words(web::Language language, Day day);

}  // namespace essaim::directory
