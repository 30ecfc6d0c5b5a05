#include "node/news/object_parts.h"

#include <nlohmann/json.hpp>

#include "activitypub/date.h"
#include "activitypub/iri.h"
#include "activitypub/vocabulary/terms.h"
#include "node/news/hashtags.h"

namespace essaim::news {

namespace {

nlohmann::json tags_of(const Post& post) {
    auto tags = nlohmann::json::array();
    for (const auto& mention : post.mentions) {
        if (mention.actor.empty()) continue;  // ourselves: linked, and told nothing
        tags.push_back({{"type", "Mention"}, {"href", mention.actor}, {"name", mention.handle}});
    }
    const auto base = activitypub::origin_of(post.id);
    for (const auto& tag : post.tags) {
        tags.push_back({{"type", "Hashtag"}, {"href", base + tag_path(tag)}, {"name", "#" + tag}});
    }
    return tags;
}

// As Mastodon writes them; `url` is a plain string, for Lemmy (federation.md §3).
nlohmann::json attachments_of(const Post& post) {
    auto list = nlohmann::json::array();
    if (!post.local) return list;
    for (const auto& file : details_from(post.details).files) {
        list.push_back({{"type", "Image"},
                        {"mediaType", file.media_type},
                        {"url", file.url},
                        {"name", file.name},
                        {"width", file.width},
                        {"height", file.height},
                        {"blurhash", file.blurhash}});
    }
    return list;
}

}  // namespace

std::string letters(const std::string& text, std::size_t most) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (begins && count++ == most) return text.substr(0, at);
    }
    return text;
}

void put_text(nlohmann::json& object, const std::string& member, const std::string& text,
              const std::string& language) {
    object[member] = text;
    object[member + "Map"] = {{language, text}};
}

nlohmann::json object_base(const Post& post, const std::string& followers,
                           const std::string& content) {
    nlohmann::json object = {
        {"id", post.id},
        {"type", post.form},
        {"attributedTo", post.author},
        {"to", {activitypub::kPublic}},
        {"cc", {followers}},
        {"mediaType", "text/html"},
        {"source", {{"content", post.source}, {"mediaType", "text/markdown"}}},
        {"url", post.url},
        {"published", activitypub::format_date_time(post.published)},
        {"inReplyTo", nullptr},
        {"sensitive", !post.warning.empty()},
        {"tag", tags_of(post)},
        {"attachment", attachments_of(post)},
    };
    put_text(object, "content", content, post.language);
    for (const auto& mention : post.mentions) {
        if (!mention.actor.empty()) object["cc"].push_back(mention.actor);
    }
    if (post.updated > post.published)
        object["updated"] = activitypub::format_date_time(post.updated);
    return object;
}

}  // namespace essaim::news
