#include "node/news/feature.h"

#include "node/news/post_feed.h"
#include "node/news/post_inbox.h"
#include "node/news/post_pages.h"
#include "node/news/post_store.h"
#include "node/news/writing_pages.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {

TimelineItem item_of(const Post& post) {
    TimelineItem item;
    item.id = post.id;
    item.author = post.author;
    item.kind = web::tr_later("Actualité");
    item.title = post.title.empty() ? post.summary : post.title;
    item.summary = post.title.empty() ? std::string() : post.summary;
    item.url = post.local ? "/actualites/" + post.slug : post.url;
    item.published = post.published;
    item.local = post.local;
    return item;
}

}  // namespace

void add_news(Services& services, Plug& plug) {
    register_inbox(services.federation.inbox_registry());
    add_reading_routes(services, plug.router);
    add_writing_routes(services, plug.router);
    add_feed_routes(services, plug.router);
    plug.timelines.push_back([&services](Plug::Origin origin, std::size_t limit) {
        auto reader = services.database.read();
        std::vector<TimelineItem> items;
        const auto end = services.clock.now() + std::chrono::hours(24);
        for (const auto& post :
             PostStore(*reader).published(origin == Plug::Origin::Here, end, limit)) {
            items.push_back(item_of(post));
        }
        return items;
    });
}

}  // namespace essaim::news
