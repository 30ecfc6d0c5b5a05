#include "node/web/ics.h"

#include <doctest/doctest.h>

#include "node/base/text.h"

using namespace essaim::web;
using essaim::base::from_millis;

namespace {

// What a reader sees after unfolding (RFC 5545 §3.1); checks each line's length.
std::string unfolded(const std::string& ics) {
    std::string out;
    for (std::size_t at = 0; at < ics.size();) {
        const auto end = ics.find("\r\n", at);
        REQUIRE(end != std::string::npos);
        CHECK(end - at <= 75);
        CHECK(essaim::base::is_valid_utf8(ics.substr(at, end - at)));
        const auto line = ics.substr(at, end - at);
        if (line.starts_with(' ')) {
            out += line.substr(1);
        } else {
            out += (out.empty() ? "" : "\n") + line;
        }
        at = end + 2;
    }
    return out;
}

}  // namespace

TEST_CASE("an event reads back whole after folding, whatever its letters and length") {
    const std::string cases[] = {"",
                                 "Marché",
                                 std::string(74 - 8, 'x'),
                                 std::string(75 - 8, 'x'),
                                 std::string(76 - 8, 'x'),
                                 std::string(300, 'x'),
                                 std::string(66, 'x') + "é" + std::string(80, 'y')};
    for (const auto& text : cases) {
        CAPTURE(text);
        CHECK(unfolded(ics_line("SUMMARY", text)) == "SUMMARY:" + text);
    }
    std::string nuts;
    for (int i = 0; i < 60; ++i) nuts += "🌰é";
    CHECK(unfolded(ics_line("SUMMARY", nuts)) == "SUMMARY:" + nuts);
}

TEST_CASE("text is escaped (RFC 5545 §3.3.11) and can add no line of its own") {
    CHECK(ics_text("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne");
    CHECK(ics_text("a\r\nb\x07") == "a\\nb");
    CHECK(ics_line("URL", "https://x.example/\r\nATTACH:evil") ==
          "URL:https://x.example/ATTACH:evil\r\n");
    const auto all =
        unfolded(ics({.name = "A\r\nBEGIN:VEVENT",
                      .events = {{.uid = "1", .title = "x\nEND:VEVENT", .place = "Salle, rue"}}}));
    CHECK(all.find("\nEND:VEVENT\nEND:VCALENDAR") != std::string::npos);
    std::size_t events = 0;
    for (auto at = all.find("\nBEGIN:VEVENT"); at != std::string::npos;
         at = all.find("\nBEGIN:VEVENT", at + 1))
        ++events;
    CHECK(events == 1);
    CHECK(all.find("LOCATION:Salle\\, rue") != std::string::npos);
}

TEST_CASE("a calendar has what RFC 5545 requires, with times in UTC") {
    const auto text = unfolded(ics({.name = "La Noisette",
                                    .url = "https://n.example/agenda.ics",
                                    .events = {{.uid = "https://n.example/o/1",
                                                .title = "Fête",
                                                .url = "https://n.example/actualites/fete",
                                                .start = from_millis(1'781'805'600'000),
                                                .end = from_millis(1'781'812'800'000),
                                                .changed = from_millis(1'780'315'200'000),
                                                .cancelled = true}}}));
    CHECK(text ==
          "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//essaim//agenda//FR\nCALSCALE:GREGORIAN\n"
          "METHOD:PUBLISH\nNAME:La Noisette\nX-WR-CALNAME:La Noisette\n"
          "SOURCE;VALUE=URI:https://n.example/agenda.ics\nBEGIN:VEVENT\n"
          "UID:https://n.example/o/1\nDTSTAMP:20260601T120000Z\n"
          "LAST-MODIFIED:20260601T120000Z\nDTSTART:20260618T180000Z\nDTEND:20260618T200000Z\n"
          "SUMMARY:Fête\nURL:https://n.example/actualites/fete\nSTATUS:CANCELLED\nEND:VEVENT\n"
          "END:VCALENDAR");
}
