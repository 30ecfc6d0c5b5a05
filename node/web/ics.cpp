#include "node/web/ics.h"

#include <algorithm>

#include "node/web/html_text.h"
#include "node/web/typography.h"

namespace essaim::web {

namespace {

constexpr std::size_t kLineOctets = 75;

// 20260618T180000Z (§3.3.5, form 2)
std::string utc(base::Instant instant) {
    std::string text;
    for (const char c : iso_time(instant)) {
        if (c != '-' && c != ':') text += c;
    }
    return text;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string event_lines(const CalendarEvent& event) {
    std::string out = ics_line("BEGIN", "VEVENT");
    out += ics_line("UID", event.uid);
    out += ics_line("DTSTAMP", utc(event.changed));
    out += ics_line("LAST-MODIFIED", utc(event.changed));
    out += ics_line("DTSTART", utc(event.start));
    if (event.end) out += ics_line("DTEND", utc(*event.end));
    out += ics_line("SUMMARY", ics_text(event.title));
    if (!event.text.empty()) out += ics_line("DESCRIPTION", ics_text(event.text));
    if (!event.place.empty()) out += ics_line("LOCATION", ics_text(event.place));
    if (!event.url.empty()) out += ics_line("URL", event.url);
    out += ics_line("STATUS", event.cancelled ? "CANCELLED" : "CONFIRMED");
    return out + ics_line("END", "VEVENT");
}

}  // namespace

std::string ics_text(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\\' || c == ';' || c == ',') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) >= ' ' || c == '\t') {
            out += c;
        }
    }
    return out;
}

std::string ics_line(std::string_view name, std::string_view value) {
    std::string line(name);
    line += ':';
    for (const char c : value) {
        if (c != '\r' && c != '\n') line += c;
    }
    std::string out;
    std::size_t room = kLineOctets;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = std::min(line.size(), at + room);
        while (end < line.size() && end > at && continues_character(line[end])) --end;
        out.append(line, at, end - at);
        at = end;
        out += at < line.size() ? "\r\n " : "\r\n";
        room = kLineOctets - 1;  // the space that folds counts
    }
    return out;
}

std::string ics(const Calendar& calendar) {
    std::string out = ics_line("BEGIN", "VCALENDAR");
    out += ics_line("VERSION", "2.0");
    out += ics_line("PRODID", "-//essaim//agenda//FR");
    out += ics_line("CALSCALE", "GREGORIAN");
    out += ics_line("METHOD", "PUBLISH");
    if (!calendar.name.empty()) {
        out += ics_line("NAME", ics_text(calendar.name));  // RFC 7986 §5.1
        out += ics_line("X-WR-CALNAME", ics_text(calendar.name));
    }
    if (!calendar.url.empty()) out += ics_line("SOURCE;VALUE=URI", calendar.url);
    for (const auto& event : calendar.events) out += event_lines(event);
    return out + ics_line("END", "VCALENDAR");
}

}  // namespace essaim::web
