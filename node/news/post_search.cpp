#include "node/news/post_search.h"

#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/search/index.h"
#include "node/storage/connection.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

constexpr const char* kJob = "search.posts";
constexpr std::int64_t kAtOnce = 100;  // in one transaction: others write, too
constexpr std::size_t kExcerptLetters = 280;

void index_now(storage::Connection& connection, const Post& post) {
    search::Index index(connection);
    if (post.state != PostState::Published) return index.remove(post.id);
    const auto text = web::text_of_html(post.html);
    auto words = post.summary + "\n" + text;
    for (const auto& tag : post.tags) words += "\n" + tag;
    // Under a warning a list tells no more than the warning.
    const auto excerpt = post.warning.empty() && post.summary.empty() ? text : short_form(post);
    index.put({.id = post.id,
               .kind = post.form == "Event" ? "meeting" : "post",
               .author = post.author,
               .local = post.local,
               .title = post.title,
               .excerpt = web::shorten(excerpt, kExcerptLetters),
               .url = post.local && !post.in_reply_to ? "/actualites/" + post.slug : post.url,
               .language = post.language,
               .at = post.published},
              words);
}

// The next ones; how many there were.
Result<std::int64_t> some(Services& services) {
    return services.database.write_value(
        [&](storage::Connection& connection) -> Result<std::int64_t> {
            std::vector<std::string> ids;
            auto query = connection.query("SELECT id FROM search_todo LIMIT ?");
            query.arg(kAtOnce);
            while (query.step()) ids.push_back(query.text(0));
            for (const auto& id : ids) {
                if (const auto post = PostStore(connection).by_id(id)) index_now(connection, *post);
                connection.query("DELETE FROM search_todo WHERE id = ?").arg(id).run();
            }
            return static_cast<std::int64_t>(ids.size());
        });
}

}  // namespace

void make_findable(storage::Connection& connection, const Post& post) {
    if (post.local) return index_now(connection, post);
    connection.query("INSERT OR IGNORE INTO search_todo (id) VALUES (?)").arg(post.id).run();
    storage::enqueue_unless_waiting(connection, kJob, base::Instant{});
}

void no_longer_findable(storage::Connection& connection, const std::string& id) {
    search::Index(connection).remove(id);
}

void add_search_job(Services& services) {
    services.jobs.on(kJob, [&services](const std::string&) -> Result<void> {
        for (;;) {
            if (TRY(some(services)) < kAtOnce) return {};
        }
    });
}

}  // namespace essaim::news
