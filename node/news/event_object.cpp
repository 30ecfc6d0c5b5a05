#include "node/news/event_object.h"

#include <nlohmann/json.hpp>

#include "activitypub/date.h"
#include "node/news/object_parts.h"
#include "node/news/own_meeting.h"
#include "node/news/post_details.h"
#include "node/news/post_warning.h"
#include "node/web/html_text.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

// "jeudi 18 juin 2026 à 20 h 00, Salle des fêtes": on the clocks of Paris, as on our pages.
std::string when_and_where(const Post& post, const Meeting& meeting) {
    const auto language = post.language == "en" ? web::Language::English : web::Language::French;
    auto line = web::format_weekday(language, meeting.start) + " " +
                web::format_date_time(language, meeting.start);
    if (meeting.end && web::iso_day(*meeting.end) == web::iso_day(meeting.start)) {
        line += " – " + web::format_hour(language, *meeting.end);
    }
    if (!meeting.place.empty()) line += ", " + meeting.place;
    return line;
}

}  // namespace

nlohmann::json event_of(const Post& post, const std::string& followers) {
    const auto meeting = details_from(post.details).meeting.value_or(Meeting{});
    const auto line =
        "<p><strong>" + web::escape_html(when_and_where(post, meeting)) + "</strong></p>";
    auto event = object_base(post, followers, line + post.html);
    put_text(event, "name", letters(post.title, kNameLetters), post.language);
    put_text(event, "summary", web::escape_html(letters(short_form(post), kSummaryLetters)),
             post.language);
    event["startTime"] = activitypub::format_date_time(meeting.start);
    if (meeting.end) event["endTime"] = activitypub::format_date_time(*meeting.end);
    event["timezone"] = meeting.time_zone;
    if (!meeting.place.empty()) {
        event["location"] = {{"type", "Place"}, {"name", meeting.place}};
    }
    event["ical:status"] = meeting.cancelled ? "CANCELLED" : "CONFIRMED";
    event["joinMode"] = "external";  // nobody joins by a message: the page says how
    event["externalParticipationUrl"] = post.url;
    event["commentsEnabled"] = true;
    event["preview"] = {
        {"type", "Note"},
        {"attributedTo", post.author},
        {"published", activitypub::format_date_time(post.published)},
        {"content", "<p><strong>" + web::escape_html(post.title) + "</strong></p>" + line}};
    return event;
}

}  // namespace essaim::news
