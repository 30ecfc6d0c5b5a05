#include "node/news/agenda_store.h"

#include "node/news/post_details.h"
#include "node/news/post_store.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {
// A stranger's meeting does not come onto a page of ours. CROSS JOIN: SQLite would
// begin with all texts, of which there are many more than meetings.
constexpr const char* kComing =
    "SELECT p.id, p.author FROM meeting m CROSS JOIN post p ON p.id = m.post WHERE m.ends >= ? "
    "AND p.state = 'published' AND p.in_reply_to IS NULL AND (p.local = 1 OR p.author IN "
    "(SELECT actor FROM following WHERE state = 'accepted')) ORDER BY m.starts, p.id LIMIT 2000";
constexpr const char* kOurs =
    "SELECT p.id, p.author FROM meeting m CROSS JOIN post p ON p.id = m.post WHERE m.ends >= ? "
    "AND p.state = 'published' AND p.local = 1 ORDER BY m.starts, p.id LIMIT 2000";
constexpr const char* kPast =
    "SELECT p.id, p.author FROM meeting m CROSS JOIN post p ON p.id = m.post WHERE m.ends < ? "
    "AND p.state = 'published' AND p.in_reply_to IS NULL AND (p.local = 1 OR p.author IN "
    "(SELECT actor FROM following WHERE state = 'accepted')) ORDER BY m.starts DESC LIMIT 2000";
}  // namespace

void AgendaStore::keep(const Post& post) {
    const auto meeting = post.details == "{}" ? std::nullopt : details_from(post.details).meeting;
    if (!meeting) {
        connection_.query("DELETE FROM meeting WHERE post = ?").arg(post.id).run();
        return;
    }
    connection_.query("INSERT OR REPLACE INTO meeting (post, starts, ends) VALUES (?,?,?)")
        .arg(post.id)
        .arg(base::to_millis(meeting->start))
        .arg(base::to_millis(meeting->end.value_or(meeting->start)))
        .run();
}

std::vector<Post> AgendaStore::seen(storage::Connection& connection, const char* sql,
                                    base::Instant now, std::size_t limit,
                                    const federation::Sight& sight) {
    std::vector<Post> posts;
    PostStore store(connection);
    auto query = connection.query(sql);
    query.arg(base::to_millis(now));
    while (posts.size() < limit && query.step()) {
        if (!sight.sees({.id = query.text(0), .author = query.text(1)})) continue;
        if (auto post = store.by_id(query.text(0))) posts.push_back(std::move(*post));
    }
    return posts;
}

std::vector<Post> AgendaStore::coming(base::Instant now, std::size_t limit, bool ours,
                                      const federation::Sight& sight) {
    return seen(connection_, ours ? kOurs : kComing, now, limit, sight);
}

std::vector<Post> AgendaStore::past(base::Instant now, std::size_t limit,
                                    const federation::Sight& sight) {
    return seen(connection_, kPast, now, limit, sight);
}

}  // namespace essaim::news
