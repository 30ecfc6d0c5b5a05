#include "node/web/typography.h"

#include <fmt/format.h>

#include <array>
#include <boost/locale/date_time.hpp>
#include <boost/locale/formatting.hpp>
#include <boost/locale/generator.hpp>
#include <cmath>
#include <iomanip>
#include <locale>
#include <sstream>

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

// Made at the first use (some milliseconds of ICU), then read by every thread.
const std::locale& locale_of(Language language) {
    static const boost::locale::generator make;
    static const std::locale french = make("fr_FR.UTF-8");
    static const std::locale english = make("en_GB.UTF-8");
    return language == Language::French ? french : english;
}

// In Paris, by the pattern of strftime.
std::string in_paris(Language language, base::Instant instant, const char* pattern) {
    std::ostringstream out;
    out.imbue(locale_of(language));
    out << boost::locale::as::ftime(pattern) << boost::locale::as::time_zone("Europe/Paris")
        << floor<seconds>(instant).time_since_epoch().count();
    return std::move(out).str();
}

// The day as days since 1970, to tell yesterday from today.
sys_days day_in_paris(base::Instant instant) {
    int y = 0;
    unsigned m = 0;
    unsigned d = 0;
    std::istringstream(in_paris(Language::English, instant, "%Y %m %d")) >> y >> m >> d;
    return year(y) / month(m) / day(d);
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
    std::ostringstream out;
    out.imbue(locale_of(language));
    out << boost::locale::as::number << value;
    return std::move(out).str();
}

std::string format_number(Language language, double value, int decimals) {
    if (!std::isfinite(value)) return "–";
    std::ostringstream out;
    out.imbue(locale_of(language));
    out << boost::locale::as::number << std::fixed << std::setprecision(decimals) << value;
    return std::move(out).str();
}

std::string format_weekday(Language language, base::Instant instant) {
    return in_paris(language, instant, "%A");
}

std::string format_short_month(Language language, base::Instant instant) {
    return in_paris(language, instant, "%b");
}

std::string format_day(Language language, base::Instant instant) {
    auto day = in_paris(language, instant, "%e\u00A0%B");
    if (language == Language::French && day.starts_with("1\u00A0")) day.insert(1, "er");
    return day;
}

std::string format_date(Language language, base::Instant instant) {
    return format_day(language, instant) + in_paris(language, instant, " %Y");
}

std::string format_hour(Language language, base::Instant instant) {
    const bool french = language == Language::French;
    return in_paris(language, instant, french ? "%H\u00A0h\u00A0%M" : "%H:%M");
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
    const auto nights = (day_in_paris(now) - day_in_paris(then)).count();
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
    return in_paris(Language::English, instant, "%Y-%m-%d");
}

}  // namespace essaim::web
