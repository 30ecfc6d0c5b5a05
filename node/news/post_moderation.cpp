#include "node/news/post_moderation.h"

#include "node/federation/quotes.h"
#include "node/news/post_replies.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

constexpr std::size_t kExcerpt = 400;  // characters

std::optional<Post> published(Services& services, const std::string& address) {
    auto reader = services.database.read();
    PostStore store(*reader);
    auto post = store.by_id(address);
    if (!post) post = store.by_page(address);
    if (!post || post->state != PostState::Published) return std::nullopt;
    return post;
}

// A post that we do not hold and that a text of ours names as quoting it (cited.h).
std::optional<Subject> quoting(Services& services, const std::string& address) {
    auto reader = services.database.read();
    const auto quote = federation::Quotes(*reader).granted_to(address);
    if (!quote || quote->revoked) return std::nullopt;
    return Subject{.id = quote->quoting,
                   .author = quote->actor,
                   .title = web::shorten(quote->quoting, 100),
                   .excerpt = {},
                   .url = quote->quoting,
                   .local = false};
}

}  // namespace

Moderated moderated_posts(Services& services) {
    Moderated hooks;
    hooks.find = [&services](const std::string& address) -> std::optional<Subject> {
        const auto post = published(services, address);
        if (!post) return quoting(services, address);
        const auto excerpt = web::shorten(web::text_of_html(post->html), kExcerpt);
        return Subject{
            .id = post->id,
            .author = post->author,
            .title = post->title.empty() ? web::shorten(heading_of(*post), 100) : post->title,
            .excerpt = excerpt,
            .url = post->url,
            .local = post->local};
    };
    hooks.take_back = [&services](const std::string& id) -> Result<void> {
        const auto post = published(services, id);
        if (!post || !post->local) return refuse(Fault::NotFound, "no post of ours");
        if (post->in_reply_to) return PostReplies(services).remove(post->id);
        return Publishing(services).remove(post->id);
    };
    return hooks;
}

}  // namespace essaim::news
