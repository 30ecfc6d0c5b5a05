// Calendars that any agenda reads (RFC 5545): folded lines, escaped text, CRLF,
// times in UTC, so that no VTIMEZONE is needed. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::web {

inline constexpr const char* kCalendarType = "text/calendar; charset=utf-8";

struct CalendarEvent {
    std::string uid{};  // never changes
    std::string title{};
    std::string text{};   // plain text; may be empty
    std::string place{};  // may be empty
    std::string url{};    // page; may be empty
    base::Instant start{};
    std::optional<base::Instant> end{};
    base::Instant changed{};
    bool cancelled = false;
};

struct Calendar {
    std::string name{};
    std::string url{};  // of the calendar itself, to read it again
    std::vector<CalendarEvent> events{};
};

std::string ics(const Calendar& calendar);

// One content line, folded at 75 octets, never within a character (§3.1).
std::string ics_line(std::string_view name, std::string_view value);
std::string ics_text(std::string_view text);  // escaped (§3.3.11)

}  // namespace essaim::web
