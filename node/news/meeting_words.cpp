#include "node/news/meeting_words.h"

#include <algorithm>
#include <string_view>

#include "node/news/own_meeting.h"

namespace essaim::news {

namespace {

// Whose clocks are those of Paris, all year.
constexpr std::string_view kAsInParis[] = {"",
                                           "Europe/Paris",
                                           "Europe/Brussels",
                                           "Europe/Luxembourg",
                                           "Europe/Zurich",
                                           "Europe/Madrid",
                                           "Europe/Rome",
                                           "Europe/Berlin",
                                           "Europe/Monaco"};

std::string day_and_time(web::Language language, base::Instant instant) {
    return web::format_weekday(language, instant) + " " + web::format_date_time(language, instant);
}

// The hour alone when it ends the same day.
std::string until(const web::Translations& words, web::Language language, const Meeting& meeting) {
    const auto& end = *meeting.end;
    if (web::iso_day(end) != web::iso_day(meeting.start)) {
        return words.tr(language, ", jusqu’au {when}", {{"when", day_and_time(language, end)}});
    }
    return words.tr(language, ", jusqu’à {time}", {{"time", web::format_hour(language, end)}});
}

}  // namespace

std::string in_words(const web::Translations& words, web::Language language,
                     const Meeting& meeting) {
    const auto when = day_and_time(language, meeting.start);
    auto line = meeting.cancelled
                    ? words.tr(language, "Annulé : rencontre du {when}", {{"when", when}})
                    : words.tr(language, "Rencontre le {when}", {{"when", when}});
    if (meeting.end) line += until(words, language, meeting);
    if (std::ranges::find(kAsInParis, meeting.time_zone) == std::end(kAsInParis))
        line += words.tr(language, " (heure de Paris)") +
                (is_zone(meeting.time_zone)
                     ? words.tr(language, ", {time} sur place",
                                {{"time", hour_there(language, meeting.start, meeting.time_zone)}})
                     : std::string());
    if (!meeting.place.empty())
        line += words.tr(language, ", lieu : {place}", {{"place", meeting.place}});
    return line;
}

}  // namespace essaim::news
