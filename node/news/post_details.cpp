#include "node/news/post_details.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string_view>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/text.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using Kind = AttachedFile::Kind;

constexpr std::size_t kNameLetters = 300;
constexpr std::size_t kPlaceLetters = 200;
constexpr std::size_t kAnswerLetters = 200;
constexpr auto kFarthest = std::chrono::hours(24 * 366 * 10);  // before or after today
constexpr auto kLongest = std::chrono::hours(24 * 366);
constexpr std::string_view kKinds[] = {"image", "audio", "video", "pdf", "other"};

std::string line(const std::string& remote, std::size_t letters) {
    return web::shorten(web::plain_line(remote), letters);
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
    });
}

// type/subtype (RFC 6838), without parameters; "" for anything else.
std::string media_type_of(std::string text) {
    text.resize(std::min(text.size(), text.find(';')));
    text = base::ascii_lower(text);
    while (text.ends_with(' ')) text.pop_back();
    const auto slash = text.find('/');
    const bool is_type = text.size() <= 100 && slash != std::string::npos &&
                         is_token(std::string_view(text).substr(0, slash)) &&
                         is_token(std::string_view(text).substr(slash + 1));
    return is_type ? text : std::string();
}

Kind kind_of(const std::string& type, const std::string& media_type) {
    if (media_type == "application/pdf") return Kind::Pdf;
    if (media_type.starts_with("image/") || (media_type.empty() && type == "Image"))
        return Kind::Image;
    if (media_type.starts_with("audio/") || (media_type.empty() && type == "Audio"))
        return Kind::Audio;
    if (media_type.starts_with("video/") || (media_type.empty() && type == "Video"))
        return Kind::Video;
    return Kind::Other;
}

std::vector<AttachedFile> files_of(const activitypub::Object& object) {
    std::vector<AttachedFile> files;
    for (const auto& one : object.attachments) {
        AttachedFile file;
        file.media_type = media_type_of(one.media_type);
        file.kind = kind_of(one.type, file.media_type);
        file.url = one.url;
        file.name = line(web::text_of_html(one.name), kNameLetters);
        file.width = one.width;
        file.height = one.height;
        file.bytes = one.bytes;
        files.push_back(std::move(file));
    }
    return files;
}

std::string time_zone_of(const std::string& text) {
    const bool is_zone = text.size() <= 64 && std::ranges::all_of(text, [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                    (c >= '0' && c <= '9') ||
                                    std::string_view("/_+-").find(c) != std::string_view::npos;
                         });
    return is_zone ? text : std::string();
}

std::optional<Meeting> meeting_of(const activitypub::Object& object, base::Instant now) {
    if (object.type != "Event" || !object.start_time) return std::nullopt;
    const auto start = *object.start_time;
    if (start < now - kFarthest || start > now + kFarthest) return std::nullopt;
    Meeting meeting;
    meeting.start = start;
    if (object.end_time && *object.end_time > start && *object.end_time - start <= kLongest)
        meeting.end = object.end_time;
    meeting.place = line(web::text_of_html(object.location), kPlaceLetters);
    meeting.time_zone = time_zone_of(object.time_zone);
    meeting.cancelled = object.cancelled;
    return meeting;
}

std::optional<Poll> poll_of(const activitypub::Object& object, base::Instant now) {
    if (object.type != "Question") return std::nullopt;
    Poll poll;
    poll.several = object.several_answers;
    poll.voters = object.voters;
    for (const auto& option : object.options) {
        auto name = line(option.name, kAnswerLetters);
        // Two of one name could not be told apart in a vote.
        const bool new_name =
            std::ranges::find(poll.answers, name, &PollAnswer::name) == poll.answers.end();
        if (!name.empty() && new_name) poll.answers.push_back({std::move(name), option.votes});
    }
    if (poll.answers.empty()) return std::nullopt;
    poll.end = object.end_time ? object.end_time : object.closed_at;
    if (poll.end && (*poll.end < now - kFarthest || *poll.end > now + kFarthest)) poll.end = {};
    poll.closed = object.closed || (object.closed_at && *object.closed_at <= now);
    return poll;
}

std::optional<base::Instant> instant_in(const json& j, const char* name) {
    const auto millis = activitypub::number(j, name);
    return millis ? std::optional(base::from_millis(*millis)) : std::nullopt;
}

json file_json(const AttachedFile& file) {
    return {{"kind", kKinds[static_cast<std::size_t>(file.kind)]},
            {"url", file.url},
            {"type", file.media_type},
            {"name", file.name},
            {"width", file.width},
            {"height", file.height},
            {"bytes", file.bytes},
            {"blurhash", file.blurhash}};
}

AttachedFile file_from(const json& j) {
    AttachedFile file;
    const auto* kind = std::ranges::find(kKinds, activitypub::text(j, "kind"));
    if (kind != std::end(kKinds)) file.kind = static_cast<Kind>(kind - std::begin(kKinds));
    file.url = activitypub::text(j, "url");
    file.media_type = activitypub::text(j, "type");
    file.name = activitypub::text(j, "name");
    file.width = activitypub::number(j, "width").value_or(0);
    file.height = activitypub::number(j, "height").value_or(0);
    file.bytes = activitypub::number(j, "bytes").value_or(0);
    file.blurhash = activitypub::text(j, "blurhash");
    return file;
}

json meeting_json(const Meeting& meeting) {
    json j = {{"start", base::to_millis(meeting.start)},
              {"place", meeting.place},
              {"zone", meeting.time_zone},
              {"cancelled", meeting.cancelled}};
    if (meeting.end) j["end"] = base::to_millis(*meeting.end);
    return j;
}

Meeting meeting_from(const json& j) {
    return {.start = instant_in(j, "start").value_or(base::Instant{}),
            .end = instant_in(j, "end"),
            .place = activitypub::text(j, "place"),
            .time_zone = activitypub::text(j, "zone"),
            .cancelled = activitypub::boolean(j, "cancelled")};
}

json poll_json(const Poll& poll) {
    json j = {{"several", poll.several}, {"voters", poll.voters}, {"closed", poll.closed}};
    if (poll.end) j["end"] = base::to_millis(*poll.end);
    auto& answers = j["answers"] = json::array();
    for (const auto& answer : poll.answers)
        answers.push_back({{"name", answer.name}, {"votes", answer.votes}});
    return j;
}

Poll poll_from(const json& j) {
    Poll poll;
    poll.several = activitypub::boolean(j, "several");
    poll.voters = activitypub::number(j, "voters").value_or(0);
    poll.closed = activitypub::boolean(j, "closed");
    poll.end = instant_in(j, "end");
    for (const auto* answer : activitypub::values(j, "answers")) {
        poll.answers.push_back({activitypub::text(*answer, "name"),
                                activitypub::number(*answer, "votes").value_or(0)});
    }
    return poll;
}

}  // namespace

std::int64_t Poll::votes() const {
    return std::accumulate(
        answers.begin(), answers.end(), std::int64_t{0},
        [](std::int64_t sum, const PollAnswer& answer) { return sum + answer.votes; });
}

// Nobody is counted twice: of several answers, at least the most frequent one's.
std::int64_t Poll::people() const {
    if (!several) return std::max(voters, votes());
    std::int64_t most = voters;
    for (const auto& answer : answers) most = std::max(most, answer.votes);
    return most;
}

PostDetails details_of(const activitypub::Object& object, base::Instant now) {
    return {.files = files_of(object),
            .meeting = meeting_of(object, now),
            .poll = poll_of(object, now)};
}

std::string to_json(const PostDetails& details) {
    json j = json::object();
    for (const auto& file : details.files) j["files"].push_back(file_json(file));
    if (details.meeting) j["meeting"] = meeting_json(*details.meeting);
    if (details.poll) j["poll"] = poll_json(*details.poll);
    return j.dump();
}

PostDetails details_from(const std::string& text) {
    PostDetails details;
    const auto j = json::parse(text, nullptr, false);
    for (const auto* file : activitypub::values(j, "files"))
        details.files.push_back(file_from(*file));
    if (const auto* meeting = activitypub::object(j, "meeting"))
        details.meeting = meeting_from(*meeting);
    if (const auto* poll = activitypub::object(j, "poll")) details.poll = poll_from(*poll);
    return details;
}

}  // namespace essaim::news
