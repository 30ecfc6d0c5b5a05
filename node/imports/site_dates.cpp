// The dates of site files; read_site() is in site_file.cpp.
#include <algorithm>
#include <array>
#include <charconv>

#include "activitypub/date.h"
#include "node/base/text.h"
#include "node/imports/site_file.h"

namespace essaim::imports {

namespace {

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

std::optional<base::Instant> instant(int year, int month, int day, std::string_view clock,
                                     int minutes_east) {
    const auto parts = base::split(clock, ':');
    if (parts.size() < 2 || parts.size() > 3) return {};
    const auto hour = number_in(parts[0]);
    const auto minute = number_in(parts[1]);
    const auto second = parts.size() == 3 ? number_in(parts[2]) : std::optional(0);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!hour || !minute || !second || !date.ok() || year < 1 || year > 9999) return {};
    if (*hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 || *second > 60)
        return {};
    return base::Instant(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute - minutes_east) + std::chrono::seconds(*second);
}

// "+0200", "-0530", "GMT" … in minutes (RFC 822 §5.1, the zones that feeds use).
std::optional<int> zone_in(std::string_view zone) {
    if (zone.empty() || zone == "GMT" || zone == "UT" || zone == "UTC" || zone == "Z") return 0;
    constexpr auto kAmerican = std::to_array<std::pair<std::string_view, int>>({{"EST", -5},
                                                                                {"EDT", -4},
                                                                                {"CST", -6},
                                                                                {"CDT", -5},
                                                                                {"MST", -7},
                                                                                {"MDT", -6},
                                                                                {"PST", -8},
                                                                                {"PDT", -7}});
    for (const auto& [name, hours] : kAmerican)
        if (zone == name) return hours * 60;
    if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-')) return {};
    const auto hours = number_in(zone.substr(1, 2));
    const auto minutes = number_in(zone.substr(3, 2));
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return {};
    const int east = *hours * 60 + *minutes;
    return zone[0] == '-' ? -east : east;
}

// "Fri, 03 May 2019 18:20:00 +0200"
std::optional<base::Instant> mail_date(std::string_view text) {
    if (const auto comma = text.find(','); comma != std::string_view::npos)
        text = base::trim(text.substr(comma + 1));
    auto parts = base::split(text, ' ');
    std::erase_if(parts, [](std::string_view part) { return part.empty(); });
    if (parts.size() < 4 || parts.size() > 5) return {};
    constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto month = std::ranges::find(kMonths, base::ascii_lower(parts[1].substr(0, 3)));
    const auto day = number_in(parts[0]);
    auto year = number_in(parts[2]);
    const auto zone = zone_in(parts.size() == 5 ? parts[4] : std::string_view());
    if (month == kMonths.end() || !day || *day < 1 || !year || !zone) return {};
    if (parts[2].size() == 2 && *year >= 0) *year += *year < 70 ? 2000 : 1900;
    return instant(*year, static_cast<int>(month - kMonths.begin()) + 1, *day, parts[3], *zone);
}

// "2019-05-03 18:20:00"
std::optional<base::Instant> wordpress_date(std::string_view text) {
    if (text.size() != 19 || text[4] != '-' || text[7] != '-' || text[10] != ' ') return {};
    const auto year = number_in(text.substr(0, 4));
    const auto month = number_in(text.substr(5, 2));
    const auto day = number_in(text.substr(8, 2));
    if (!year || !month || !day || *month < 1 || *day < 1) return {};
    return instant(*year, *month, *day, text.substr(11), 0);
}

}  // namespace

std::optional<base::Instant> date_of(std::string_view text) {
    text = base::trim(text);
    if (text.size() > 64) return {};
    if (const auto date = wordpress_date(text)) return date;
    if (const auto date = activitypub::parse_date_time(text)) return *date;
    return mail_date(text);
}

}  // namespace essaim::imports
