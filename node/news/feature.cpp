#include "node/news/feature.h"

#include <nlohmann/json.hpp>

#include "node/federation/retention.h"
#include "node/media/media_store.h"
#include "node/news/agenda_pages.h"
#include "node/news/category_pages.h"
#include "node/news/citing.h"
#include "node/news/desk_drafts.h"
#include "node/news/embed_pages.h"
#include "node/news/network_store.h"
#include "node/news/pin_pages.h"
#include "node/news/poll_pages.h"
#include "node/news/polls.h"
#include "node/news/post_archive.h"
#include "node/news/post_feed.h"
#include "node/news/post_inbox.h"
#include "node/news/post_letter.h"
#include "node/news/post_moderation.h"
#include "node/news/post_more.h"
#include "node/news/post_pages.h"
#include "node/news/post_search.h"
#include "node/news/post_social.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/news/publishing.h"
#include "node/news/reply_pages.h"
#include "node/news/revision_pages.h"
#include "node/news/scheduling.h"
#include "node/news/tag_pages.h"
#include "node/news/writing_pages.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

constexpr std::size_t kFolded = 500;         // characters
constexpr std::size_t kMostListed = 20'000;  // texts, for search engines

TimelineItem item_of(const Post& post) {
    TimelineItem item;
    item.id = post.id;
    item.author = post.author;
    item.kind = post.form == "Event"      ? web::tr_later("Rencontre")
                : post.form == "Question" ? web::tr_later("Consultation")
                                          : web::tr_later("Actualité");
    item.title = heading_of(post);
    item.summary = post.title.empty() ? std::string() : short_form(post);
    if (!post.warning.empty() && !post.local)
        item.folded = web::shorten(web::text_of_html(post.html), kFolded);
    item.url = post.local ? "/actualites/" + post.slug : post.url;
    item.published = post.published;
    item.local = post.local;
    item.language = post.language;
    return item;
}

std::vector<TimelineItem> ours(Services& services, std::size_t limit,
                               const federation::Sight& sight) {
    std::vector<TimelineItem> items;
    auto reader = services.database.read();
    const auto end = services.clock.now() + std::chrono::hours(24);
    for (const auto& post : PostStore(*reader).published(true, end, limit, sight)) {
        items.push_back(item_of(post));
        items.back().replies = count_answers(services, *reader, sight, post);
    }
    return items;
}

std::vector<TimelineItem> theirs(Services& services, std::size_t limit,
                                 const federation::Sight& sight) {
    using federation::ReactionKind;
    std::vector<TimelineItem> items;
    auto reader = services.database.read();
    federation::Reactions reactions(*reader);
    const auto& us = services.federation.actors().association().id;
    for (auto& one : NetworkStore(*reader).newest(limit, sight)) {
        auto& item = items.emplace_back(item_of(one.post));
        item.published = one.at;
        item.shared_by = std::move(one.shared_by);
        item.liked = reactions.activity_of(item.id, us, ReactionKind::Like).has_value();
        item.boosted = reactions.activity_of(item.id, us, ReactionKind::Boost).has_value();
        if (one.post.details == "{}" && one.post.quotes.empty()) continue;
        item.more = [&services, post = std::move(one.post)](const accounts::Visitor& visitor,
                                                            web::Language language,
                                                            const std::string& back) {
            auto connection = services.database.read();
            const auto seen = sight_of(services, visitor);
            return more_part(services, *connection, {visitor, seen, language, back}, post);
        };
    }
    return items;
}

std::vector<Figure> figures(Services& services, web::Language language) {
    auto reader = services.database.read();
    const auto posts = PostStore(*reader).count_local(sight_of(services));
    if (posts == 0) return {};
    return {{posts, services.translations.trn(language, "actualité publiée", "actualités publiées",
                                              posts)}};
}

FirstStep first_text(Services& services, web::Language language) {
    const auto& words = services.translations;
    auto reader = services.database.read();
    PostStore store(*reader);
    const auto drafts = store.drafts();
    return {.key = "texte",
            .title = words.tr(language, "Publier une première actualité"),
            .why = words.tr(
                language,
                "Un brouillon « Nous voici » vous attend : relisez-le, changez-le, publiez-le."),
            .action = words.tr(language, "Écrire"),
            .url = drafts.empty() ? "/ecrire" : "/ecrire/" + id_part(drafts.front().id),
            .done = store.count_local(sight_of(services)) > 0};
}

}  // namespace

void add_news(Services& services, Plug& plug) {
    register_inbox(services.federation.inbox_registry(), services.federation.actors());
    register_polls(services.federation.inbox_registry());
    register_citing(services.federation.inbox_registry(), services);
    add_reading_routes(services, plug.router);
    add_pin_routes(services, plug.router);
    add_writing_routes(services, plug.router);
    add_desk_draft_routes(services, plug.router);
    add_embed_routes(services, plug);
    add_reply_routes(services, plug.router);
    add_poll_and_quote_routes(services, plug.router);
    add_feed_routes(services, plug.router);
    add_tag_routes(services, plug.router);
    add_category_routes(services, plug.router);
    plug.import_text = [&services](const ImportedText& text, const WithImported& with) {
        return Publishing(services).bring(text, with);
    };
    add_revision_routes(services, plug.router);
    add_agenda_routes(services, plug);
    add_search_job(services);
    add_schedule_job(services);
    plug.timelines.push_back(
        [&services](Plug::Origin origin, std::size_t limit, const federation::Sight& sight) {
            return origin == Plug::Origin::Here ? ours(services, limit, sight)
                                                : theirs(services, limit, sight);
        });
    plug.public_pages.push_back([&services] {
        std::vector<PublicPage> pages = {{"/actualites"}, {"/agenda"}};
        auto reader = services.database.read();
        for (const auto& [slug, changed] :
             PostStore(*reader).changes(kMostListed, sight_of(services)))
            pages.push_back({"/actualites/" + slug, changed});
        return pages;
    });
    plug.moderated.push_back(moderated_posts(services));
    services.federation.retention().add(
        {.forget = [](storage::Connection& connection, const std::string& id) {
            PostStore(connection).forget(id);
        }});
    plug.archive.emplace_back([&services](const Plug::AddFile& add) {
        auto reader = services.database.read();
        PostStore(*reader).each_of_ours([&](const Post& post) {
            std::vector<ArchivedPicture> pictures;
            for (const auto& picture : media::MediaStore(*reader).of(post.id)) {
                const auto& file = picture.files.front();
                const auto bytes = services.media.bytes(file);
                if (!bytes) continue;
                pictures.push_back({"images/" + picture.id + "-" + file.name, picture.alt});
                add("actualites/" + pictures.back().file, *bytes, post.updated);
            }
            add("actualites/" + file_name(post), markdown_file(post, pictures), post.updated);
        });
    });
    plug.letters.emplace_back(
        [&services](base::Instant from, base::Instant to, web::Language language) {
            return letter_news(services, from, to, language);
        });
    plug.figures.push_back(
        [&services](web::Language language) { return figures(services, language); });
    plug.own_data.push_back([&services](const std::string& account, nlohmann::json& data) {
        auto reader = services.database.read();
        auto texts = nlohmann::json::array();
        for (const auto& post : PostStore(*reader).written_by(account)) {
            texts.push_back({{"id", post.id},
                             {"published", web::iso_time(post.published)},
                             {"title", post.title},
                             {"markdown", post.source}});
        }
        data["texts"] = std::move(texts);
    });
    plug.first_steps.push_back(
        [&services](web::Language language) { return first_text(services, language); });
}

}  // namespace essaim::news
