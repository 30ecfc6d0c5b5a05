// How French and English write spaces, numbers and dates: the spaces are ours,
// the rest is CLDR's and the time zones' through Boost.Locale (ICU). Times are
// UTC inside and Europe/Paris on pages. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "node/base/clock.h"

namespace essaim::web {

enum class Language { French, English };
inline constexpr Language kLanguages[] = {Language::French, Language::English};
constexpr std::string_view code(Language language) {
    return language == Language::French ? "fr" : "en";
}

// No-break spaces before ; ! ? : » % € and units, after «. Plain text only.
std::string french_spaces(std::string_view text);
// The same for a text whose language is given as a code: "fr", "fr-FR"; others stay.
std::string typeset(std::string_view text, std::string_view language_code);

std::string format_number(Language language, std::int64_t value);          // 18 400
std::string format_number(Language language, double value, int decimals);  // 1 234,50

std::string format_weekday(Language language, base::Instant instant);      // mercredi
std::string format_date(Language language, base::Instant instant);         // 18 mars 2026
std::string format_day(Language language, base::Instant instant);          // 18 mars
std::string format_short_month(Language language, base::Instant instant);  // nov.
std::string format_date_time(Language language, base::Instant instant);    // 18 mars 2026 à 14 h 02
std::string format_hour(Language language, base::Instant instant);         // 14 h 02
std::string format_ago(Language language, base::Instant then,
                       base::Instant now);    // il y a 2 heures
std::string iso_time(base::Instant instant);  // 2026-03-18T13:02:00Z
std::string iso_day(base::Instant instant);   // 2026-03-18 (in Paris)

}  // namespace essaim::web
