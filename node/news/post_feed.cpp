#include "node/news/post_feed.h"

#include "node/news/post_pictures.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/feed.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

web::Response feed(Services& services) {
    auto reader = services.database.read();
    const auto posts = PostStore(*reader).published(
        true, services.clock.now() + std::chrono::hours(24), kFeedEntries, sight_of(services));
    return feed_of(services, *reader, posts, {.path = "/actualites.atom", .page = "/actualites"});
}

}  // namespace

web::Response feed_of(Services& services, storage::Connection& connection,
                      const std::vector<Post>& posts, const FeedWords& words) {
    const auto& base = services.federation.actors().base();
    const auto profile = services.federation.profile();
    web::Feed feed;
    feed.id = base + words.path;
    feed.url = base + words.page;
    feed.self_url = base + words.path;
    feed.title = words.about.empty() ? profile.title : words.about + " – " + profile.title;
    feed.subtitle = profile.sentence;
    feed.author = profile.title;
    for (const auto& post : posts) {
        web::FeedEntry entry;
        entry.id = post.id;
        entry.url = post.url;
        entry.title = post.title;
        entry.summary = short_form(post);
        // Readers of feeds unfold nothing: under a warning the text stays on its page.
        if (post.warning.empty()) {
            const auto language =
                post.language == "en" ? web::Language::English : web::Language::French;
            web::Page page;
            page.set_html("BODY", web::safe_html(post.html))
                .set_html("PICTURES", figures(services, connection, language, post.id, base));
            entry.content = services.templates.render(language, "news/entry.html", page);
        }
        entry.language = post.language;
        entry.published = post.published;
        entry.updated = post.updated;
        feed.entries.push_back(std::move(entry));
    }
    return web::Response::json(200, web::kAtomType, web::atom(feed))
        .with("Cache-Control", "max-age=300");
}

void add_feed_routes(Services& services, web::Router& router) {
    router.get("/actualites.atom", [&](const web::Request&) { return feed(services); });
}

}  // namespace essaim::news
