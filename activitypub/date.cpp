#include "activitypub/date.h"

#include <array>
#include <cstdint>

namespace activitypub {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr Time kFirst = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
constexpr Time kEnd = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

// Reads a fixed layout from left to right; after a failure nothing succeeds.
class Cursor {
  public:
    explicit Cursor(std::string_view rest) : rest_(rest) {}

    unsigned digits(std::size_t count) {
        unsigned value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
                ok_ = false;
                return 0;
            }
            value = value * 10 + static_cast<unsigned>(rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    void expect(std::string_view literal) {
        if (!skip(literal)) ok_ = false;
    }
    bool skip(std::string_view literal) {
        if (!rest_.starts_with(literal)) return false;
        rest_.remove_prefix(literal.size());
        return true;
    }
    // The index of the name found here, counted from 0.
    template <std::size_t N>
    unsigned one_of(const std::array<std::string_view, N>& names) {
        for (unsigned i = 0; i < N; ++i)
            if (skip(names[i])) return i;
        ok_ = false;
        return 0;
    }
    bool starts_with_digit() const {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }
    bool ok() const { return ok_; }
    bool ended() const { return ok_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool ok_ = true;
};

struct Civil {
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;

    bool valid() const { return date().ok() && hour < 24 && minute < 60 && second < 60; }
    std::chrono::year_month_day date() const {
        return {std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                std::chrono::day(day)};
    }
    Time time() const {
        return std::chrono::sys_days(date()) + hours(hour) + minutes(minute) + seconds(second);
    }
};

struct Parts {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<milliseconds> clock;
    unsigned weekday;
};

Parts parts_of(Time time) {
    const auto day = floor<days>(time);
    return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<milliseconds>(time - day),
            std::chrono::weekday(day).c_encoding()};
}

// std::format is not in g++ 12.
void append(std::string& out, std::int64_t value, std::size_t width, std::string_view after = {}) {
    const std::string digits = std::to_string(value);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out.append(digits).append(after);
}

void append_clock(std::string& out, const Parts& parts) {
    append(out, parts.clock.hours().count(), 2, ":");
    append(out, parts.clock.minutes().count(), 2, ":");
    append(out, parts.clock.seconds().count(), 2);
}

}  // namespace

Result<Time> parse_date_time(std::string_view text) {
    Cursor cursor(text);
    Civil civil;
    civil.year = cursor.digits(4);
    cursor.expect("-");
    civil.month = cursor.digits(2);
    cursor.expect("-");
    civil.day = cursor.digits(2);
    cursor.expect("T");
    civil.hour = cursor.digits(2);
    cursor.expect(":");
    civil.minute = cursor.digits(2);
    cursor.expect(":");
    civil.second = cursor.digits(2);

    int fraction = 0;
    if (cursor.skip(".")) {
        int weight = 100;
        int length = 0;
        do {
            fraction += static_cast<int>(cursor.digits(1)) * weight;
            weight /= 10;
            if (++length > 12) return refuse(Fault::Malformed, "fraction of a second");
        } while (cursor.starts_with_digit());
    }

    minutes offset{0};
    if (!cursor.skip("Z")) {
        const bool west = cursor.skip("-");
        if (!west) cursor.expect("+");
        const unsigned offset_hours = cursor.digits(2);
        cursor.expect(":");
        const unsigned offset_minutes = cursor.digits(2);
        if (offset_hours > 23 || offset_minutes > 59) return refuse(Fault::Malformed, "time zone");
        offset = hours(offset_hours) + minutes(offset_minutes);
        if (west) offset = -offset;
    }
    if (!cursor.ended() || !civil.valid()) return refuse(Fault::Malformed, "xsd:dateTime");
    const Time time = civil.time() + milliseconds(fraction) - offset;
    // The time zone may lead out of the years that four digits can write.
    if (time < kFirst || time >= kEnd) return refuse(Fault::Malformed, "year of a date");
    return time;
}

std::string format_date_time(Time time) {
    const Parts parts = parts_of(time);
    std::string out;
    append(out, static_cast<int>(parts.date.year()), 4, "-");
    append(out, static_cast<unsigned>(parts.date.month()), 2, "-");
    append(out, static_cast<unsigned>(parts.date.day()), 2, "T");
    append_clock(out, parts);
    if (const auto rest = parts.clock.subseconds().count(); rest != 0) {
        out += '.';
        append(out, rest, 3);
    }
    return out += 'Z';
}

Result<Time> parse_http_date(std::string_view text) {
    Cursor cursor(text);
    Civil civil;
    const unsigned weekday = cursor.one_of(kDays);
    cursor.expect(", ");
    civil.day = cursor.digits(2);
    cursor.expect(" ");
    civil.month = cursor.one_of(kMonths) + 1;
    cursor.expect(" ");
    civil.year = cursor.digits(4);
    cursor.expect(" ");
    civil.hour = cursor.digits(2);
    cursor.expect(":");
    civil.minute = cursor.digits(2);
    cursor.expect(":");
    civil.second = cursor.digits(2);
    cursor.expect(" GMT");
    if (!cursor.ended() || !civil.valid()) return refuse(Fault::Malformed, "HTTP date");
    if (parts_of(civil.time()).weekday != weekday)
        return refuse(Fault::Malformed, "HTTP date: day of the week");
    return civil.time();
}

std::string format_http_date(Time time) {
    const Parts parts = parts_of(time);
    std::string out(kDays[parts.weekday]);
    out += ", ";
    append(out, static_cast<unsigned>(parts.date.day()), 2, " ");
    out.append(kMonths[static_cast<unsigned>(parts.date.month()) - 1]).append(" ");
    append(out, static_cast<int>(parts.date.year()), 4, " ");
    append_clock(out, parts);
    return out += " GMT";
}

}  // namespace activitypub
