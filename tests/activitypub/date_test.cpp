#include "activitypub/date.h"

#include <doctest/doctest.h>

using namespace activitypub;

namespace {
std::int64_t millis(Time time) { return time.time_since_epoch().count(); }
}  // namespace

TEST_CASE("xsd:dateTime is read with Z, offsets and fractions") {
    struct Row {
        const char* text;
        std::int64_t expected;
    };
    const Row table[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-03-01T18:00:00Z", 1772388000000},
        {"2026-03-01T19:00:00+01:00", 1772388000000},
        {"2026-03-01T12:30:00-05:30", 1772388000000},
        {"2019-06-02T16:43:50.799554Z", 1559493830799},
        {"2019-06-02T16:43:50.7Z", 1559493830700},
        {"1969-12-31T23:59:59.5Z", -500},
        {"2024-02-29T00:00:00Z", 1709164800000},
        {"9999-12-31T23:59:59Z", 253402300799000},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto time = parse_date_time(row.text);
        REQUIRE(time.has_value());
        CHECK(millis(*time) == row.expected);
    }
}

TEST_CASE("what is no xsd:dateTime is refused") {
    for (const auto* bad : {"",
                            "2026-03-01",
                            "2026-03-01T18:00:00",
                            "2026-03-01 18:00:00Z",
                            "2026-3-1T18:00:00Z",
                            "2026-02-29T00:00:00Z",
                            "2026-13-01T00:00:00Z",
                            "2026-00-01T00:00:00Z",
                            "2026-01-32T00:00:00Z",
                            "2026-01-01T24:00:00Z",
                            "2026-01-01T23:60:00Z",
                            "2026-01-01T23:59:60Z",
                            "2026-01-01T00:00:00.Z",
                            "2026-01-01T00:00:00Z ",
                            "2026-01-01T00:00:00ZZ",
                            "2026-01-01T00:00:00+0100",
                            "2026-01-01T00:00:00+24:00",
                            "+2026-01-01T00:00:00Z",
                            "-2026-01-01T00:00:00Z",
                            "12026-01-01T00:00:00Z",
                            "2026-01-01T00:00:00.1234567890123Z",
                            "2026-01-01t00:00:00z",
                            "9999-12-31T23:59:59-00:01",
                            "0000-01-01T00:00:00+00:01"}) {
        CAPTURE(bad);
        const auto time = parse_date_time(bad);
        REQUIRE_FALSE(time.has_value());
        CHECK(time.error().fault == Fault::Malformed);
    }
}

TEST_CASE("a date written is read back, milliseconds only when there are any") {
    CHECK(format_date_time(parse_date_time("2026-03-01T18:00:00+02:00").value()) ==
          "2026-03-01T16:00:00Z");
    CHECK(format_date_time(Time(std::chrono::milliseconds(7))) == "1970-01-01T00:00:00.007Z");
    CHECK(format_date_time(Time(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("HTTP dates are read in the fixed form only") {
    const auto time = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    REQUIRE(time.has_value());
    CHECK(millis(*time) == 784111777000);
    CHECK(format_http_date(*time) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT").has_value());
    for (const auto* bad : {"", "Mon, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                            "Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000",
                            "sun, 06 nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 08:49:37 GMT ",
                            "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_http_date(bad).has_value());
    }
}
