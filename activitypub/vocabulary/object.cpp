#include "activitypub/vocabulary/object.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

// name, or the first of nameMap for those who send the map alone.
std::string text_or_map(const json& j, std::string_view name) {
    std::string plain = text(j, name);
    if (!plain.empty()) return plain;
    const json* map = object(j, std::string(name) + "Map");
    if (map && !map->empty() && map->begin()->is_string())
        return map->begin()->get_ref<const json::string_t&>();
    return {};
}

std::string language_of(const json& j, const std::string& content) {
    std::string language;
    if (const json* map = object(j, "contentMap")) {
        // Several entries: the one whose text is the content is its language.
        for (const auto& [tag, value] : map->items())
            if (language.empty() || (value.is_string() && value == content)) language = tag;
    }
    if (language.empty()) language = text(j, "inLanguage");  // Mobilizon
    if (language.empty())
        if (const json* lemmy = object(j, "language")) language = text(*lemmy, "identifier");
    return language.size() <= 35 ? language : std::string();
}

std::vector<Tag> tags_of(const json& j) {
    std::vector<Tag> out;
    for (const json* value : values(j, "tag")) {
        if (out.size() == kMaxTags) break;
        if (!value->is_object()) continue;
        Tag tag{type_of(*value), text(*value, "href"), shortened(text(*value, "name"), 512)};
        if (!is_iri(tag.href)) tag.href.clear();
        out.push_back(std::move(tag));
    }
    return out;
}

constexpr std::int64_t kMostPixels = 100'000;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 40;
constexpr std::int64_t kMostVotes = 1'000'000'000;

// A number that somebody may mean, else 0.
std::int64_t within(std::optional<std::int64_t> value, std::int64_t most) {
    return value && *value > 0 && *value <= most ? *value : 0;
}

std::vector<Attachment> attachments_of(const json& j) {
    std::vector<Attachment> out;
    for (const json* value : values(j, "attachment")) {
        if (out.size() == kMaxAttachments) break;
        if (!value->is_object()) continue;
        Attachment attachment{type_of(*value), link(*value, "url"), text(*value, "mediaType"),
                              shortened(text(*value, "summary"), kMaxNameBytes)};
        if (attachment.url.empty()) attachment.url = link(*value, "href");
        if (attachment.name.empty())
            attachment.name = shortened(text(*value, "name"), kMaxNameBytes);
        attachment.width = within(number(*value, "width"), kMostPixels);
        attachment.height = within(number(*value, "height"), kMostPixels);
        attachment.bytes = within(number(*value, "size"), kMostBytes);
        if (!attachment.url.empty()) out.push_back(std::move(attachment));
    }
    return out;
}

Result<void> take_question(const json& j, Object& out) {
    out.several_answers = member(j, "anyOf") != nullptr;
    const auto options = values(j, out.several_answers ? "anyOf" : "oneOf");
    if (options.size() > kMaxOptions) return refuse(Fault::Malformed, "too many options");
    for (const json* option : options) {
        PollOption read{shortened(text(*option, "name"), 512), 0};
        if (const json* replies = object(*option, "replies"))
            read.votes = within(number(*replies, "totalItems"), kMostVotes);
        out.options.push_back(std::move(read));
    }
    out.voters = within(number(j, "votersCount"), kMostVotes);
    out.closed_at = date(j, "closed");
    out.closed = boolean(j, "closed");
    return {};
}

// A name, or a Place with one and perhaps an address (Mobilizon); never deeper.
std::string place_in(const json& place) {
    if (place.is_string()) return place.get<std::string>();
    auto name = text(place, "name");
    const json* address = object(place, "address");
    const auto town = address ? text(*address, "addressLocality") : text(place, "address");
    if (name.empty()) return town;
    return town.empty() || name.find(town) != std::string::npos ? name : name + ", " + town;
}

void take_event(const json& j, Object& out) {
    out.start_time = date(j, "startTime");
    out.time_zone = shortened(text(j, "timezone"), 64);
    out.cancelled = text(j, "ical:status") == "CANCELLED";
    for (const json* place : values(j, "location"))
        if (out.location.empty()) out.location = shortened(place_in(*place), kMaxNameBytes);
}

Result<void> take_text(const json& j, Object& out) {
    out.name = shortened(text_or_map(j, "name"), kMaxNameBytes);
    out.summary = text_or_map(j, "summary");
    out.content = text_or_map(j, "content");
    if (out.content.size() + out.summary.size() > kMaxContentBytes)
        return refuse(Fault::Malformed, "text too long");
    out.media_type = text(j, "mediaType");
    out.language = language_of(j, out.content);
    return {};
}

// An address to compare or to fetch: an IRI or nothing.
std::string iri_in(const json& j, std::string_view name) {
    std::string iri = text_or_id(j, name);
    return is_iri(iri) ? iri : std::string();
}

}  // namespace

Result<Object> parse_object(const json& j) {
    if (!j.is_object()) return refuse(Fault::Malformed, "object is no JSON object");
    Object out;
    out.id = text(j, "id");
    if (!is_iri(out.id)) return refuse(Fault::Malformed, "id is no IRI");
    out.type = type_of(j);
    if (out.type.empty()) return refuse(Fault::Malformed, "object without type");
    TRY(take_text(j, out));

    out.attributed_to = text(j, "attributedTo");
    out.actor = text(j, "actor");
    out.url = link(j, "url");
    out.image = link(j, "image");
    out.in_reply_to = iri_in(j, "inReplyTo");
    out.context = iri_in(j, "context");
    out.conversation = shortened(text(j, "conversation"), kMaxIriBytes);
    out.audience = iri_in(j, "audience");
    out.replies = iri_in(j, "replies");
    out.sensitive = boolean(j, "sensitive");
    out.to = recipients_in(j, "to");
    out.cc = recipients_in(j, "cc");
    if (out.to.size() + out.cc.size() > kMaxRecipients)
        return refuse(Fault::Malformed, "too many recipients");
    out.tags = tags_of(j);
    out.attachments = attachments_of(j);
    out.published = date(j, "published");
    out.updated = date(j, "updated");

    if (out.type == "Event") {
        take_event(j, out);
    } else if (out.type == "Question") {
        TRY(take_question(j, out));
    } else if (out.type == "Tombstone") {
        out.former_type = normalise_type(text(j, "formerType"));
        out.deleted = date(j, "deleted");
    }
    out.end_time = date(j, "endTime");
    return out;
}

bool is_vote(const Object& object) {
    return object.type == "Note" && !object.name.empty() && !object.in_reply_to.empty() &&
           object.content.empty() && object.summary.empty() && object.attachments.empty();
}

}  // namespace activitypub
