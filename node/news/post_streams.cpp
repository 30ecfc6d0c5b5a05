#include "node/news/post_streams.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "activitypub/date.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/object.h"
#include "activitypub/vocabulary/quote.h"
#include "node/base/text.h"
#include "node/news/event_object.h"
#include "node/news/hashtags.h"
#include "node/news/object_parts.h"
#include "node/news/post_details.h"
#include "node/news/post_warning.h"
#include "node/news/text_marks.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/sanitise.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

constexpr std::size_t kTitleBytes = 600;
constexpr std::size_t kSummaryBytes = 600;
constexpr std::size_t kWarningBytes = 300;
constexpr std::size_t kHtmlBytes = 100'000;  // security.md D1

std::string shortened(const std::string& text, std::size_t bytes) {
    return text.size() <= bytes ? text : base::truncate_utf8(text, bytes) + "…";
}

// Addressed as its object is: servers take nothing else (case 43).
nlohmann::json activity_of(const Post& post, const nlohmann::json& addressed, const char* type,
                           const std::string& id, nlohmann::json object, base::Instant when) {
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", id},
            {"type", type},
            {"actor", post.author},
            {"to", addressed.at("to")},
            {"cc", addressed.at("cc")},
            {"published", activitypub::format_date_time(when)},
            {"object", std::move(object)}};
}

nlohmann::json activity_about(const Post& post, const std::string& followers, const char* type,
                              const std::string& id, base::Instant when) {
    auto object = object_of(post, followers);
    const nlohmann::json addressed = {{"to", object.at("to")}, {"cc", object.at("cc")}};
    return activity_of(post, addressed, type, id, std::move(object), when);
}

base::Instant date_in(const nlohmann::json& object, const char* name, base::Instant otherwise) {
    // What claims to come from the future counts from now.
    return std::min(activitypub::date(object, name).value_or(otherwise), otherwise);
}

std::string strong_title(const Post& post) {
    return "<p><strong>" + web::escape_html(letters(post.title, kNameLetters)) + "</strong></p>";
}

// FEP-b2b8: the short form for software that shows notes.
nlohmann::json preview_of(const Post& post) {
    nlohmann::json preview = {{"type", "Note"},
                              {"attributedTo", post.author},
                              {"published", activitypub::format_date_time(post.published)}};
    const auto& summary = post.summary;
    preview["content"] =
        strong_title(post) + (summary.empty() ? "" : "<p>" + web::escape_html(summary) + "</p>");
    if (!post.warning.empty()) {
        preview["summary"] = web::escape_html(post.warning);
        preview["sensitive"] = true;
    }
    return preview;
}

// On a Note a summary is a warning, as everybody reads it. On an Article it is
// one for Misskey and GoToSocial only, and Mastodon shows it in the open: it
// begins with the warning there and tells nothing of the text but what its
// author wrote for that place.
void read_summary(const activitypub::Object& object, Post& post) {
    const bool is_note = object.type == "Note" || object.type == "Question";
    const auto said = web::plain_line(web::text_of_html(object.summary));
    if (is_note || object.sensitive) post.warning = shortened(said, kWarningBytes);
    if (!is_note && object.sensitive && said.empty())
        post.warning = web::tr_later("Contenu sensible");
    if (!post.warning.empty()) return;
    const bool has_one = !is_note && !said.empty();
    post.summary =
        shortened(web::text_of_html(has_one ? object.summary : post.html), kSummaryBytes);
}

bool is_language(std::string_view tag) {
    return tag.size() >= 2 && tag.size() <= 35 && std::ranges::all_of(tag, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-';
           });
}

void read_tags(const activitypub::Object& object, Post& post) {
    for (const auto& tag : object.tags) {
        if (tag.type != "Hashtag" || post.tags.size() == kMostTags) continue;
        const auto name = tag.name.starts_with('#') ? tag.name.substr(1) : tag.name;
        if (is_tag(name)) post.tags.push_back(name);
    }
}

}  // namespace

nlohmann::json article_of(const Post& post, const std::string& followers) {
    auto article = object_base(post, followers, post.html);
    put_text(article, "name", letters(post.title, kNameLetters), post.language);
    put_text(article, "summary", web::escape_html(letters(short_form(post), kSummaryLetters)),
             post.language);
    // Its first picture heads an article (FEP-b2b8).
    if (!article["attachment"].empty()) article["image"] = article["attachment"].front();
    article["preview"] = preview_of(post);
    return article;
}

nlohmann::json full_note_of(const Post& post, const std::string& followers) {
    const auto who_is = [&](const std::string& handle) -> std::optional<Mention> {
        const auto known = std::ranges::find(post.mentions, handle, &Mention::handle);
        return known == post.mentions.end() ? std::nullopt : std::optional(*known);
    };
    const auto address = web::escape_html(post.url);
    // Notes carry no tables, and no name: GoToSocial takes one for a warning.
    const auto text = render_text(
        post.source, who_is,
        {.base = activitypub::origin_of(post.id), .language = post.language, .tables = false});
    auto note = object_base(
        post, followers,
        strong_title(post) + text.html + "<p><a href=\"" + address + "\">" + address + "</a></p>");
    if (!post.warning.empty())
        put_text(note, "summary", web::escape_html(post.warning), post.language);
    return note;
}

nlohmann::json object_of(const Post& post, const std::string& followers) {
    if (post.form == "Event") return event_of(post, followers);
    return post.form == "Note" ? full_note_of(post, followers) : article_of(post, followers);
}

nlohmann::json create_of(const Post& post, const std::string& followers) {
    // A fragment id: peers cannot fetch it and boost it by mistake (federation.md §6 c).
    return activity_about(post, followers, "Create", post.id + "#create", post.published);
}

nlohmann::json update_of(const Post& post, const std::string& followers,
                         const std::string& activity) {
    return activity_about(post, followers, "Update", activity, post.updated);
}

nlohmann::json delete_of(const Post& post, const std::string& followers,
                         const std::string& activity, base::Instant now) {
    nlohmann::json tombstone = {{"id", post.id},
                                {"type", "Tombstone"},
                                {"formerType", post.form},
                                {"deleted", activitypub::format_date_time(now)}};
    return activity_of(post, object_base(post, followers, ""), "Delete", activity,
                       std::move(tombstone), now);
}

Result<Post> post_from(const nlohmann::json& document, base::Instant now) {
    auto object = activitypub::parse_object(document);
    if (!object) return std::unexpected(Error(object.error()));
    const auto author = activitypub::text_or_id(document, "attributedTo");
    if (author.empty()) return refuse(Fault::Malformed, "a post needs id and attributedTo");
    Post post;
    post.id = object->id;
    post.author = author;
    post.form = object->type;
    post.state = PostState::Published;
    post.title = base::truncate_utf8(web::plain_line(web::text_of_html(object->name)), kTitleBytes);
    post.html = web::sanitise_html(base::truncate_utf8(object->content, kHtmlBytes));
    read_summary(*object, post);
    read_tags(*object, post);
    post.quotes = activitypub::quoted_by(document);
    post.details = to_json(details_of(*object, now));
    post.url = post.id;
    if (activitypub::is_iri(object->url)) post.url = object->url;
    if (auto parent = activitypub::text_or_id(document, "inReplyTo"); !parent.empty()) {
        post.in_reply_to = parent;
    }
    if (is_language(object->language))
        post.language = object->language;
    else
        post.language.clear();
    post.published = date_in(document, "published", now);
    post.updated = object->updated.value_or(post.published);
    post.updated = std::clamp(post.updated, post.published, std::max(now, post.published));
    return post;
}

}  // namespace essaim::news
