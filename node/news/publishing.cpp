#include "node/news/publishing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/random.h"
#include "node/base/text.h"
#include "node/news/post_store.h"
#include "node/news/post_streams.h"
#include "node/storage/connection.h"
#include "node/web/markdown.h"

namespace essaim::news {

namespace {

std::string first_problem(const PostDraft& draft) {
    const auto problems = problems_of(draft);
    return problems.empty() ? std::string() : problems.front().message;
}

void fill(Post& post, const PostDraft& draft, const std::string& base) {
    post.title = std::string(base::trim(draft.title));
    post.summary = summary_of(draft);
    post.source = draft.source;
    post.html = web::render_markdown(
                    draft.source, {.base_url = base, .french_typography = draft.language == "fr"})
                    .str();
    post.language = draft.language == "en" ? "en" : "fr";
}

}  // namespace

Result<Post> Publishing::add(const PostDraft& draft, PostState state, const std::string& account) {
    if (state == PostState::Published) {
        if (auto problem = first_problem(draft); !problem.empty()) {
            return refuse(Fault::Unprocessable, problem);
        }
    }
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    const auto& base = services_.federation.actors().base();
    Post post;
    fill(post, draft, base);
    post.id = base + "/o/" + base::new_ulid(now);
    post.local = true;
    post.author = actor.id;
    post.state = state;
    post.published = now;
    post.updated = now;
    post.written_by = account;

    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        post.slug = store.free_slug(base::slugify(post.title));
        post.url = base + "/actualites/" + post.slug;
        store.save(post);
        if (state == PostState::Draft) return {};
        return services_.federation.outbox().publish(
            connection, create_of(post, actor.id + "/followers"), federation::Listing::Listed, now);
    });
    if (!written) return std::unexpected(written.error());
    if (state == PostState::Published) services_.federation.outbox().wake();
    return post;
}

Result<Post> Publishing::edit(const std::string& id, const PostDraft& draft, PostState state) {
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    const auto& base = services_.federation.actors().base();
    Post post;
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        auto known = store.by_id(id);
        if (!known || !known->local || known->in_reply_to)
            return refuse(Fault::NotFound, "no such post of ours");
        post = *known;
        const bool was_published = post.state == PostState::Published;
        const bool publish = was_published || state == PostState::Published;
        if (publish) {
            if (auto problem = first_problem(draft); !problem.empty()) {
                return refuse(Fault::Unprocessable, problem);
            }
        }
        fill(post, draft, base);
        // `updated` must increase for peers to take the edit (federation.md §3).
        post.updated = std::max(now, known->updated + std::chrono::seconds(1));
        if (!was_published) {
            const auto wanted = base::slugify(post.title);
            if (!post.slug.starts_with(wanted) || wanted.empty()) {
                post.slug = store.free_slug(wanted);
                post.url = base + "/actualites/" + post.slug;
            }
            if (publish) {
                post.state = PostState::Published;
                post.published = now;
                post.updated = now;
            }
        }
        store.save(post);
        if (!publish) return {};
        const auto followers = actor.id + "/followers";
        const auto activity =
            was_published
                ? update_of(post, followers, services_.federation.outbox().new_activity_id(now))
                : create_of(post, followers);
        return services_.federation.outbox().publish(
            connection, activity,
            was_published ? federation::Listing::Unlisted : federation::Listing::Listed, now);
    });
    if (!written) return std::unexpected(written.error());
    services_.federation.outbox().wake();
    return post;
}

Result<void> Publishing::remove(const std::string& id) {
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        auto post = store.by_id(id);
        if (!post || !post->local || post->in_reply_to)
            return refuse(Fault::NotFound, "no such post of ours");
        store.remove(id);
        if (post->state == PostState::Draft) return {};
        store.remember_gone(post->slug, now);
        return services_.federation.outbox().publish(
            connection,
            delete_of(*post, actor.id + "/followers",
                      services_.federation.outbox().new_activity_id(now), now),
            federation::Listing::Unlisted, now);
    });
    if (!written) return std::unexpected(written.error());
    services_.federation.outbox().wake();
    return {};
}

}  // namespace essaim::news
