#include "node/web/typography.h"

#include <doctest/doctest.h>

#include <vector>

using namespace essaim::web;
using namespace std::chrono;
using essaim::base::Instant;

namespace {

Instant at(int y, unsigned m, unsigned d, int h = 0, int min = 0, int s = 0) {
    return sys_days(year(y) / month(m) / day(d)) + hours(h) + minutes(min) + seconds(s);
}

}  // namespace

TEST_CASE("French punctuation keeps its space") {
    struct Row {
        std::string in, out;
    };
    for (const auto& [in, out] : std::vector<Row>{
             {"Quoi ?", "Quoi\u202F?"},
             {"Oui !", "Oui\u202F!"},
             {"a ; b", "a\u202F; b"},
             {"Note : ceci", "Note\u00A0: ceci"},
             {"« oui »", "«\u00A0oui\u00A0»"},
             {"12 € et 3 %", "12\u00A0€ et 3\u00A0%"},
             {"9 h à 12 h.", "9\u00A0h à 12\u00A0h."},
             {"18 mars 2026", "18\u00A0mars 2026"},
             {"3 marsouins", "3 marsouins"},
             {"http://a.example:80/?x", "http://a.example:80/?x"},
             {"été", "été"},
             {"", ""},
         }) {
        CAPTURE(in);
        CHECK(french_spaces(in) == out);
        CHECK(french_spaces(out) == out);
    }
}

TEST_CASE("a text is set as its own language wants, whatever the page speaks") {
    CHECK(typeset("Oui : non", "fr") == "Oui\u00A0: non");
    CHECK(typeset("Oui : non", "fr-CA") == "Oui\u00A0: non");
    for (const auto* other : {"en", "oc", "", "frr"})
        CHECK(typeset("Oui : non", other) == "Oui : non");
}

TEST_CASE("numbers are grouped as each language does") {
    CHECK(format_number(Language::French, 18400) == "18\u202F400");
    CHECK(format_number(Language::English, 1234567) == "1,234,567");
    CHECK(format_number(Language::French, -1234) == "-1\u202F234");
    CHECK(format_number(Language::French, 999) == "999");
    CHECK(format_number(Language::French, 1234.5, 2) == "1\u202F234,50");
    CHECK(format_number(Language::English, 1234.5, 2) == "1,234.50");
    CHECK(format_number(Language::French, 7.6, 0) == "8");
}

TEST_CASE("Paris changes its clocks on the last Sundays of March and October at one UTC") {
    struct Row {
        Instant utc;
        const char* hour;
    };
    for (const auto& [utc, hour] : std::vector<Row>{
             {at(2026, 3, 29, 0, 59, 59), "01:59"},
             {at(2026, 3, 29, 1, 0, 0), "03:00"},
             {at(2026, 10, 25, 0, 59, 59), "02:59"},
             {at(2026, 10, 25, 1, 0, 0), "02:00"},
             {at(2024, 3, 31, 1, 0, 0), "03:00"},
             {at(2023, 10, 29, 0, 0, 0), "02:00"},
             {at(2026, 1, 1, 12, 0, 0), "13:00"},
             {at(2026, 7, 1, 12, 0, 0), "14:00"},
         }) {
        CAPTURE(iso_time(utc));
        CHECK(format_hour(Language::English, utc) == hour);
    }
    CHECK(iso_day(at(2026, 6, 30, 22, 30)) == "2026-07-01");
}

TEST_CASE("dates read as people write them") {
    const Instant march = at(2026, 3, 18, 13, 2, 9);
    CHECK(format_date(Language::French, march) == "18\u00A0mars 2026");
    CHECK(format_day(Language::French, at(2026, 3, 1, 12)) == "1er\u00A0mars");
    CHECK(format_weekday(Language::French, march) == "mercredi");
    CHECK(format_weekday(Language::English, march) == "Wednesday");
    CHECK(format_short_month(Language::French, at(2026, 12, 18)) == "déc.");
    CHECK(format_short_month(Language::French, march) == "mars");
    CHECK(format_date(Language::English, march) == "18\u00A0March 2026");
    CHECK(format_date_time(Language::French, march) == "18\u00A0mars 2026 à 14\u00A0h\u00A002");
    CHECK(format_date_time(Language::English, march) == "18\u00A0March 2026 at 14:02");
    CHECK(iso_time(march) == "2026-03-18T13:02:09Z");
}

TEST_CASE("how long ago is said in words, then as a date") {
    const Instant now = at(2026, 3, 18, 13, 0);
    struct Row {
        Instant then;
        std::string french, english;
    };
    for (const auto& [then, french, english] : std::vector<Row>{
             {now - seconds(20), "à l’instant", "just now"},
             {now + seconds(20), "à l’instant", "just now"},
             {now - minutes(1), "il y a 1\u00A0minute", "1 minute ago"},
             {now - minutes(59), "il y a 59\u00A0minutes", "59 minutes ago"},
             {now - hours(2), "il y a 2\u00A0heures", "2 hours ago"},
             {now - hours(20), "hier", "yesterday"},
             {now - hours(72), "il y a 3\u00A0jours", "3 days ago"},
             {now - hours(24 * 30), "16\u00A0février 2026", "16\u00A0February 2026"},
             {now + hours(24), "19\u00A0mars 2026 à 14\u00A0h\u00A000",
              "19\u00A0March 2026 at 14:00"},
         }) {
        CHECK(format_ago(Language::French, then, now) == french);
        CHECK(format_ago(Language::English, then, now) == english);
    }
}
