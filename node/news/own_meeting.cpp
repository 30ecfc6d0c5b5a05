#include "node/news/own_meeting.h"

#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "node/base/text.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using namespace std::chrono_literals;
using web::tr_later;

constexpr std::size_t kPlaceLetters = 200;
constexpr auto kFarthest = std::chrono::hours(24 * 366 * 5);
constexpr auto kLongest = std::chrono::hours(24 * 60);

constexpr auto kZones =
    std::to_array<Zone>({{"Europe/Paris", tr_later("Paris, Bruxelles, Genève")},
                         {"America/Guadeloupe", tr_later("Guadeloupe")},
                         {"America/Martinique", tr_later("Martinique")},
                         {"America/Cayenne", tr_later("Guyane")},
                         {"America/Miquelon", tr_later("Saint-Pierre-et-Miquelon")},
                         {"Indian/Reunion", tr_later("La Réunion")},
                         {"Indian/Mayotte", tr_later("Mayotte")},
                         {"Pacific/Noumea", tr_later("Nouvelle-Calédonie")},
                         {"Pacific/Tahiti", tr_later("Tahiti")},
                         {"America/Toronto", tr_later("Québec, Montréal")},
                         {"Europe/London", tr_later("Londres")},
                         {"Africa/Dakar", tr_later("Dakar, Abidjan")}});

struct Wall {  // what a clock on the wall shows
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// As <input type="date"> and <input type="time"> write them.
std::optional<Wall> wall_in(std::string_view day, std::string_view time) {
    if (day.size() != 10 || day[4] != '-' || day[7] != '-') return std::nullopt;
    if (time.size() != 5 || time[2] != ':') return std::nullopt;
    const auto y = number(day.substr(0, 4));
    const auto m = number(day.substr(5, 2));
    const auto d = number(day.substr(8, 2));
    const auto hour = number(time.substr(0, 2));
    const auto minute = number(time.substr(3, 2));
    if (!y || !m || !d || !hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*y),
                                           std::chrono::month(static_cast<unsigned>(*m)),
                                           std::chrono::day(static_cast<unsigned>(*d))};
    if (!date.ok()) return std::nullopt;
    return Wall{*y, *m, *d, *hour, *minute};
}

std::unique_ptr<icu::GregorianCalendar> calendar(const std::string& zone) {
    UErrorCode status = U_ZERO_ERROR;
    auto made = std::make_unique<icu::GregorianCalendar>(
        icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)), status);
    return U_SUCCESS(status) ? std::move(made) : nullptr;
}

std::optional<base::Instant> instant_of(const Wall& wall, const std::string& zone) {
    const auto clock = calendar(zone);
    if (clock == nullptr) return std::nullopt;
    clock->clear();
    clock->set(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, 0);
    UErrorCode status = U_ZERO_ERROR;
    const auto millis = clock->getTime(status);
    if (U_FAILURE(status)) return std::nullopt;
    return base::from_millis(static_cast<std::int64_t>(millis));
}

Wall wall_of(base::Instant instant, const std::string& zone) {
    const auto clock = calendar(zone);
    if (clock == nullptr) return {};
    UErrorCode status = U_ZERO_ERROR;
    clock->setTime(static_cast<double>(base::to_millis(instant)), status);
    const auto get = [&](UCalendarDateFields field) { return clock->get(field, status); };
    return {get(UCAL_YEAR), get(UCAL_MONTH) + 1, get(UCAL_DATE), get(UCAL_HOUR_OF_DAY),
            get(UCAL_MINUTE)};
}

std::string padded(int value, std::size_t digits) {
    auto text = std::to_string(value);
    if (text.size() < digits) text.insert(0, digits - text.size(), '0');
    return text;
}

std::string day_text(const Wall& wall) {
    return padded(wall.year, 4) + "-" + padded(wall.month, 2) + "-" + padded(wall.day, 2);
}
std::string time_text(const Wall& wall) {
    return padded(wall.hour, 2) + ":" + padded(wall.minute, 2);
}

}  // namespace

std::span<const Zone> zones() { return kZones; }

bool is_zone(const std::string& id) {
    if (id.empty() || id.size() > 64) return false;
    const std::unique_ptr<icu::TimeZone> zone(
        icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(id)));
    return zone != nullptr && *zone != icu::TimeZone::getUnknown();
}

MeetingForm form_of(const Meeting& meeting) {
    MeetingForm form;
    if (is_zone(meeting.time_zone)) form.zone = meeting.time_zone;
    const auto start = wall_of(meeting.start, form.zone);
    form.day = day_text(start);
    form.time = time_text(start);
    if (meeting.end) {
        const auto end = wall_of(*meeting.end, form.zone);
        form.end_day = day_text(end) == form.day ? "" : day_text(end);
        form.end_time = time_text(end);
    }
    form.place = meeting.place;
    form.cancelled = meeting.cancelled;
    return form;
}

std::expected<Meeting, std::vector<FieldProblem>> meeting_in(const MeetingForm& form,
                                                             base::Instant now) {
    std::vector<FieldProblem> problems;
    const auto add = [&](const char* field, std::string_view message) {
        problems.push_back({field, std::string(message)});
    };
    Meeting meeting;
    meeting.time_zone = form.zone;
    meeting.cancelled = form.cancelled;
    meeting.place = web::shorten(web::plain_line(form.place), kPlaceLetters);
    if (std::ranges::find(kZones, form.zone, &Zone::id) == kZones.end()) {
        add("zone", tr_later("Choisissez une heure dans la liste."));
        return std::unexpected(problems);
    }
    if (const auto wall = wall_in(form.day, form.time)) {
        meeting.start = instant_of(*wall, form.zone).value_or(base::Instant{});
        if (meeting.start < now - kFarthest || meeting.start > now + kFarthest) {
            add("day", tr_later("Cette date est trop lointaine : vérifiez l’année."));
        }
    } else {
        add("day", tr_later("Donnez le jour et l’heure du début."));
    }
    if (!form.end_time.empty() || !form.end_day.empty()) {
        const auto wall = wall_in(form.end_day.empty() ? form.day : form.end_day, form.end_time);
        if (wall) meeting.end = instant_of(*wall, form.zone);
        if (!meeting.end) {
            add("end_time", tr_later("Donnez l’heure de la fin, ou laissez la fin vide."));
        } else if (*meeting.end <= meeting.start) {
            add("end_time", tr_later("La fin vient avant le début : vérifiez le jour et l’heure."));
        } else if (*meeting.end - meeting.start > kLongest) {
            add("end_time", tr_later("C’est bien long : soixante jours au plus."));
        }
    }
    if (!base::is_valid_utf8(form.place)) {
        add("place", tr_later("Ce texte contient des signes illisibles."));
    }
    if (!problems.empty()) return std::unexpected(problems);
    return meeting;
}

std::string hour_there(web::Language language, base::Instant instant, const std::string& zone) {
    const auto wall = wall_of(instant, zone);
    const bool french = language == web::Language::French;
    return padded(wall.hour, 2) + (french ? "\u00A0h\u00A0" : ":") + padded(wall.minute, 2);
}

}  // namespace essaim::news
