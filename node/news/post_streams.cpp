#include "node/news/post_streams.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/date.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/text.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

constexpr const char* kPublic = "https://www.w3.org/ns/activitystreams#Public";
constexpr std::size_t kTitleBytes = 600;
constexpr std::size_t kSummaryBytes = 600;
constexpr std::size_t kHtmlBytes = 100'000;  // security.md D1

std::string short_text(const std::string& html, std::size_t bytes) {
    auto text = web::text_of_html(html);
    if (text.size() <= bytes) return text;
    return base::truncate_utf8(text, bytes) + "…";
}

nlohmann::json activity_of(const Post& post, const std::string& followers, const char* type,
                           const std::string& id, nlohmann::json object, base::Instant when) {
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", id},
            {"type", type},
            {"actor", post.author},
            {"to", {kPublic}},
            {"cc", {followers}},
            {"published", activitypub::format_date_time(when)},
            {"object", std::move(object)}};
}

base::Instant date_in(const nlohmann::json& object, const char* name, base::Instant otherwise) {
    // What claims to come from the future counts from now.
    return std::min(activitypub::date(object, name).value_or(otherwise), otherwise);
}

}  // namespace

nlohmann::json article_of(const Post& post, const std::string& followers) {
    nlohmann::json article = {
        {"id", post.id},
        {"type", "Article"},
        {"attributedTo", post.author},
        {"to", {kPublic}},
        {"cc", {followers}},
        {"name", post.title},
        {"summary", web::escape_html(post.summary)},
        {"content", post.html},
        {"contentMap", {{post.language, post.html}}},
        {"mediaType", "text/html"},
        {"source", {{"content", post.source}, {"mediaType", "text/markdown"}}},
        {"url", post.url},
        {"published", activitypub::format_date_time(post.published)},
        {"inReplyTo", nullptr},
        {"sensitive", false},
        {"tag", nlohmann::json::array()},
        {"attachment", nlohmann::json::array()},
    };
    if (post.updated > post.published)
        article["updated"] = activitypub::format_date_time(post.updated);
    // FEP-b2b8: the short form for software that shows notes.
    article["preview"] = {
        {"type", "Note"},
        {"attributedTo", post.author},
        {"content", "<p><strong>" + web::escape_html(post.title) + "</strong></p><p>" +
                        web::escape_html(post.summary) + "</p>"},
        {"published", activitypub::format_date_time(post.published)}};
    return article;
}

nlohmann::json create_of(const Post& post, const std::string& followers) {
    // A fragment id: peers cannot fetch it and boost it by mistake (federation.md §6 c).
    return activity_of(post, followers, "Create", post.id + "#create", article_of(post, followers),
                       post.published);
}

nlohmann::json update_of(const Post& post, const std::string& followers,
                         const std::string& activity) {
    return activity_of(post, followers, "Update", activity, article_of(post, followers),
                       post.updated);
}

nlohmann::json delete_of(const Post& post, const std::string& followers,
                         const std::string& activity, base::Instant now) {
    nlohmann::json tombstone = {{"id", post.id},
                                {"type", "Tombstone"},
                                {"formerType", "Article"},
                                {"deleted", activitypub::format_date_time(now)}};
    return activity_of(post, followers, "Delete", activity, std::move(tombstone), now);
}

Result<Post> post_from(const nlohmann::json& object, base::Instant now) {
    const auto id = activitypub::text(object, "id");
    const auto author = activitypub::text_or_id(object, "attributedTo");
    if (id.empty() || author.empty())
        return refuse(Fault::Malformed, "a post needs id and attributedTo");
    Post post;
    post.id = id;
    post.author = author;
    post.state = PostState::Published;
    post.title = base::truncate_utf8(
        web::plain_line(web::text_of_html(activitypub::text(object, "name"))), kTitleBytes);
    auto content = activitypub::text(object, "content");
    if (content.size() > kHtmlBytes) content = base::truncate_utf8(content, kHtmlBytes);
    post.html = web::sanitise_html(content);
    const auto summary = activitypub::text(object, "summary");
    post.summary = short_text(summary.empty() ? post.html : summary, kSummaryBytes);
    post.url = post.id;
    if (auto url = activitypub::link(object, "url"); activitypub::is_iri(url)) post.url = url;
    if (auto parent = activitypub::text_or_id(object, "inReplyTo"); !parent.empty()) {
        post.in_reply_to = parent;
    }
    const auto* map = object.contains("contentMap") ? &object.at("contentMap") : nullptr;
    post.language =
        map != nullptr && map->is_object() && !map->empty() && map->begin().key().size() < 36
            ? map->begin().key()
            : "";
    post.published = date_in(object, "published", now);
    post.updated = activitypub::date(object, "updated").value_or(post.published);
    post.updated = std::clamp(post.updated, post.published, std::max(now, post.published));
    return post;
}

}  // namespace essaim::news
