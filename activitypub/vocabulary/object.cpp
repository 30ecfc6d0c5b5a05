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
            read.votes = std::max<std::int64_t>(0, number(*replies, "totalItems").value_or(0));
        out.options.push_back(std::move(read));
    }
    return {};
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
        out.start_time = date(j, "startTime");
        for (const json* place : values(j, "location"))
            if (out.location.empty()) out.location = shortened(text(*place, "name"), kMaxNameBytes);
    } else if (out.type == "Question") {
        TRY(take_question(j, out));
    } else if (out.type == "Tombstone") {
        out.former_type = normalise_type(text(j, "formerType"));
        out.deleted = date(j, "deleted");
    }
    out.end_time = date(j, "endTime");
    return out;
}

}  // namespace activitypub
