// A meeting of ours as its form has it: day, hour and place in the words of
// the place itself, whose clock decides (IANA zones, by ICU). Pure.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/news/post.h"
#include "node/news/post_details.h"
#include "node/web/typography.h"

namespace essaim::news {

struct MeetingForm {
    std::string day;       // 2026-06-18
    std::string time;      // 20:00
    std::string end_day;   // may be empty: the same day
    std::string end_time;  // may be empty: no end is told
    std::string place;
    std::string zone = "Europe/Paris";
    bool cancelled = false;
};

struct Zone {
    std::string_view id;    // IANA
    std::string_view name;  // French source text
};
std::span<const Zone> zones();        // those the form offers
bool is_zone(const std::string& id);  // any that ICU knows

MeetingForm form_of(const Meeting& meeting);
std::expected<Meeting, std::vector<FieldProblem>> meeting_in(const MeetingForm& form,
                                                             base::Instant now);
// "20 h 00" on the clocks of that zone.
std::string hour_there(web::Language language, base::Instant instant, const std::string& zone);

}  // namespace essaim::news
