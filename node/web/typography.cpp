#include "node/web/typography.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "node/web/html_text.h"

namespace essaim::web {

namespace {

using namespace std::chrono;

constexpr std::string_view kThin = "\u202F";
constexpr std::string_view kNoBreak = "\u00A0";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Words that must not be parted from the number before them.
bool is_unit(std::string_view word) {
    static constexpr std::array<std::string_view, 25> kUnits = {
        "h",    "min",  "s",       "€",         "%",       "Mo",       "Ko",      "Go",    "km",
        "m",    "kg",   "g",       "ans",       "janvier", "février",  "mars",    "avril", "mai",
        "juin", "août", "juillet", "septembre", "octobre", "novembre", "décembre"};
    for (const auto unit : kUnits)
        if (word == unit) return true;
    return false;
}

std::string_view word_at(std::string_view text) {
    return text.substr(0, text.find_first_of(" \n\t.,;:!?)»"));
}

constexpr std::array<std::string_view, 12> kFrenchMonths = {
    "janvier", "février", "mars",      "avril",   "mai",      "juin",
    "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
constexpr std::array<std::string_view, 12> kEnglishMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// 01:00 UTC on the last Sunday of the month, when the EU changes its clocks.
sys_seconds change(year y, month m) { return sys_days(y / m / Sunday[last]) + hours(1); }

bool is_summer(sys_seconds utc) {
    const year y = year_month_day(floor<days>(utc)).year();
    return utc >= change(y, March) && utc < change(y, October);
}

std::string group_thousands(std::string digits, std::string_view separator) {
    const std::size_t start = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = digits.size(); at > start + 3;) {
        at -= 3;
        digits.insert(at, separator);
    }
    return digits;
}

std::string ago(Language language, std::int64_t count, std::string_view french,
                std::string_view english) {
    const bool french_plural = count >= 2 && !french.ends_with('s');
    if (language == Language::French)
        return fmt::format("il y a {}{}{}{}", count, kNoBreak, french, french_plural ? "s" : "");
    return fmt::format("{} {}{} ago", count, english, count == 1 ? "" : "s");
}

}  // namespace

std::string french_spaces(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = text.substr(at);
        if (rest[0] != ' ') {
            out += rest[0];
            if (rest.starts_with("«") && rest.substr(2).starts_with(' ')) {
                out += rest[1];
                out += kNoBreak;
                at += 2;
            }
            continue;
        }
        const std::string_view next = rest.substr(1);
        const bool after_digit = !out.empty() && is_digit(out.back());
        if (next.starts_with(';') || next.starts_with('!') || next.starts_with('?'))
            out += kThin;
        else if (next.starts_with(':') || next.starts_with("»") || next.starts_with('%'))
            out += kNoBreak;
        else if (after_digit && is_unit(word_at(next)))
            out += kNoBreak;
        else
            out += ' ';
    }
    return out;
}

std::string typeset(std::string_view text, std::string_view language_code) {
    const bool french = language_code.substr(0, language_code.find('-')) == "fr";
    return french ? french_spaces(text) : std::string(text);
}

std::string format_number(Language language, std::int64_t value) {
    return group_thousands(std::to_string(value), language == Language::French ? kThin : ",");
}

std::string format_number(Language language, double value, int decimals) {
    if (!std::isfinite(value)) return "–";
    std::string text = fmt::format("{:.{}f}", value, decimals);
    const auto point = text.find('.');
    std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
    text = group_thousands(text.substr(0, point), language == Language::French ? kThin : ",");
    if (fraction.empty()) return text;
    return text + (language == Language::French ? "," : ".") + fraction;
}

LocalTime paris_time(base::Instant instant) {
    const sys_seconds utc = floor<seconds>(instant);
    const int offset = is_summer(utc) ? 120 : 60;
    const sys_seconds local = utc + minutes(offset);
    const auto day = floor<days>(local);
    const hh_mm_ss clock(local - day);
    return {year_month_day(day), static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
            offset};
}

std::string format_day(Language language, base::Instant instant) {
    const auto local = paris_time(instant);
    const unsigned day = static_cast<unsigned>(local.day.day());
    const std::size_t month = static_cast<unsigned>(local.day.month()) - 1;
    if (language == Language::English)
        return fmt::format("{}{}{}", day, kNoBreak, kEnglishMonths[month]);
    return fmt::format("{}{}{}{}", day, day == 1 ? "er" : "", kNoBreak, kFrenchMonths[month]);
}

std::string format_date(Language language, base::Instant instant) {
    return fmt::format("{} {}", format_day(language, instant),
                       static_cast<int>(paris_time(instant).day.year()));
}

std::string format_hour(Language language, base::Instant instant) {
    const auto local = paris_time(instant);
    if (language == Language::English) return fmt::format("{:02}:{:02}", local.hour, local.minute);
    return fmt::format("{0}{2}h{2}{1:02}", local.hour, local.minute, kNoBreak);
}

std::string format_date_time(Language language, base::Instant instant) {
    return fmt::format("{} {} {}", format_date(language, instant),
                       language == Language::English ? "at" : "à", format_hour(language, instant));
}

std::string format_ago(Language language, base::Instant then, base::Instant now) {
    const auto elapsed = floor<seconds>(now - then);
    // A clock a little ahead of ours is no prophecy; further ahead, say the date.
    if (elapsed < seconds(-60)) return format_date_time(language, then);
    const bool french = language == Language::French;
    if (elapsed < minutes(1)) return french ? "à l’instant" : "just now";
    if (elapsed < hours(1)) return ago(language, elapsed / minutes(1), "minute", "minute");
    const auto day = [](base::Instant instant) { return sys_days(paris_time(instant).day); };
    const auto nights = (day(now) - day(then)).count();
    if (nights == 0 || elapsed < hours(6))
        return ago(language, elapsed / hours(1), "heure", "hour");
    if (nights == 1) return french ? "hier" : "yesterday";
    if (nights < 7) return ago(language, nights, "jour", "day");
    return format_date(language, then);
}

std::string iso_time(base::Instant instant) {
    const auto utc = floor<seconds>(instant);
    const auto day = floor<days>(utc);
    const year_month_day date(day);
    const hh_mm_ss clock(utc - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string iso_day(base::Instant instant) {
    const auto day = paris_time(instant).day;
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace essaim::web
