#include "node/directory/observation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/base/random.h"
#include "node/directory/cards.h"
#include "node/directory/initiative.h"

namespace essaim::directory {

namespace {

using nlohmann::json;
using namespace std::chrono;

constexpr year kFirstYear{1900};

// Of time banks and exchange systems alone, of money alone; the rest is of both.
constexpr std::array<std::string_view, 2> kOfTime = {"hoursExchangedYear", "membersActive"};
constexpr std::array<std::string_view, 8> kOfMoney = {
    "circulatingUnits", "circulatingUnitsPaper", "circulatingUnitsDigital", "reserveEuros",
    "exchangePoints",   "entriesYear",           "reconversionsYear",       "digitalVolumeYear"};

int number_at(std::string_view text, std::size_t at, std::size_t size) {
    int number = -1;
    std::from_chars(text.data() + at, text.data() + at + size, number);
    return number;
}

}  // namespace

std::optional<Day> day_in(std::string_view text) {
    if (text.size() != 10 || !is_partial_date(text)) return std::nullopt;
    const year_month_day date{year(number_at(text, 0, 4)),
                              month(static_cast<unsigned>(number_at(text, 5, 2))),
                              day(static_cast<unsigned>(number_at(text, 8, 2)))};
    return date.ok() ? std::optional(Day(date)) : std::nullopt;
}

std::optional<Day> first_day_of(std::string_view text) {
    if (!is_partial_date(text)) return std::nullopt;
    if (text.size() == 10) return day_in(text);
    const auto first = text.size() == 7 ? static_cast<unsigned>(number_at(text, 5, 2)) : 1U;
    return Day(year(number_at(text, 0, 4)) / month(first) / 1);
}

std::optional<Day> last_day_of(std::string_view text) {
    if (!is_partial_date(text)) return std::nullopt;
    if (text.size() == 10) return day_in(text);
    const auto final = text.size() == 7 ? static_cast<unsigned>(number_at(text, 5, 2)) : 12U;
    return Day(year(number_at(text, 0, 4)) / month(final) / last);
}

std::string iso(Day day) {
    return web::iso_day(base::Instant(day) + hours(12));  // noon: the same day in Paris
}

Day day_of(base::Instant instant) { return day_in(web::iso_day(instant)).value_or(Day{}); }

Day months_before(Day day, int count) {
    auto date = year_month_day(day) - months(count);
    if (!date.ok()) date = date.year() / date.month() / last;
    return Day(date);
}

Observation observation_of(const json& document) {
    using activitypub::text;
    Observation one{.iri = text(document, "id"),
                    .about = activitypub::text_or_id(document, "about"),
                    .said_by = activitypub::text_or_id(document, "attributedTo"),
                    .variable = text(document, "variable"),
                    .method = text(document, "method"),
                    .scope = text(document, "scope"),
                    .source = text(document, "source"),
                    .supersedes = activitypub::text_or_id(document, "supersedes"),
                    .published = activitypub::date(document, "published").value_or(base::Instant{}),
                    .document = document.dump()};
    if (document.contains("value") && document["value"].is_number())
        one.value = document["value"].get<double>();
    one.as_of = day_in(text(document, "asOf")).value_or(Day{});
    one.from = day_in(text(document, "periodFrom"));
    return one;
}

std::optional<std::string> observation_refusal(const json& document, Day today) {
    if (!document.is_object()) return "no object";
    if (document.dump().size() > kMostObservationBytes) return "too large";
    if (auto fault = fault_of(Schema::Observation, document)) return "not valid: " + *fault;
    if (has_unseen(document)) return "characters that are not seen";
    using activitypub::text;
    if (text(document, "unit") != unit_of(text(document, "variable")))
        return "the unit is not that of " + text(document, "variable");
    const auto as_of = day_in(text(document, "asOf"));
    if (!as_of) return "asOf is no day";
    if (*as_of > today + days(1)) return "asOf is still to come";
    if (*as_of < Day(kFirstYear / 1 / 1)) return "asOf is in no year of this world";
    if (document.contains("periodFrom")) {
        const auto from = day_in(text(document, "periodFrom"));
        if (!from || *from > *as_of) return "its period ends before it begins";
    }
    return std::nullopt;
}

std::int64_t mark_of(const std::string& iri, const json& document) {
    const auto hash = base::sha256_hex(iri + " " + digest_of(document));
    std::uint64_t mark = 0;
    std::from_chars(hash.data(), hash.data() + 16, mark, 16);
    return static_cast<std::int64_t>(mark);
}

std::string unit_of(std::string_view variable) {
    // Asked for every figure of a page: read of the schema once.
    static const auto kAll = choices_of(Schema::Observation, web::Language::French, "variable");
    const auto found = std::ranges::find(kAll, variable, &Choice::code);
    return found == kAll.end() ? std::string() : found->unit;
}

bool is_over_a_year(std::string_view variable) {
    return variable.ends_with("Year") || variable == "membersActive";
}

std::vector<Choice> variables_of(KindGroup group, web::Language language) {
    auto all = choices_of(Schema::Observation, language, "variable");
    const auto is_in = [](const auto& list, const Choice& one) {
        return std::ranges::find(list, one.code) != list.end();
    };
    std::erase_if(all, [&](const Choice& one) {
        if (group == KindGroup::Currency) return is_in(kOfTime, one);
        if (group == KindGroup::Time) return is_in(kOfMoney, one);
        return false;
    });
    return all;
}

std::string value_words(web::Language language, double value, std::string_view unit) {
    // Cents where there are some; half a post is half a post.
    const auto hundredths = std::round(value * 100);
    auto words = web::format_number(language, value, std::fmod(hundredths, 100) == 0 ? 0 : 2);
    if (unit == "EUR") return words + "\u00a0€";
    if (unit == "hour") return words + "\u00a0h";
    return words;
}

std::string day_words(web::Language language, Day day) { return date_words(language, iso(day)); }

}  // namespace essaim::directory
