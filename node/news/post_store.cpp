#include "node/news/post_store.h"

#include "node/news/agenda_store.h"
#include "node/news/marks_store.h"
#include "node/news/post_search.h"
#include "node/news/revisions_store.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {

using federation::Sight;

// Each is read by read(), in this order.
std::string select(const char* rest) {
    return std::string(
               "SELECT id, local, author, slug, title, summary, source, html, url, language, "
               "state, in_reply_to, published, updated, written_by, form, warning, quotes, details "
               "FROM post ") +
           rest;
}
constexpr const char* kPublished =
    "WHERE state = 'published' AND local = ? AND published < ? AND in_reply_to IS NULL "
    "ORDER BY published DESC LIMIT 10000";
constexpr const char* kNewer =
    "WHERE state = 'published' AND local = 1 AND published > ? AND in_reply_to IS NULL "
    "ORDER BY published LIMIT 10000";
// Ours, and of those we follow: a stranger does not come onto a page of ours by a word.
constexpr const char* kTagged =
    "WHERE id IN (SELECT post FROM post_tag WHERE tag = ?) AND state = 'published' "
    "AND published < ? AND in_reply_to IS NULL AND (local = 1 OR author IN "
    "(SELECT actor FROM following WHERE state = 'accepted')) "
    "ORDER BY published DESC LIMIT 2000";
constexpr const char* kInCategory =
    "WHERE id IN (SELECT post FROM post_category WHERE slug = ?) AND state = 'published' "
    "AND local = 1 AND published < ? AND in_reply_to IS NULL ORDER BY published DESC LIMIT 2000";
constexpr const char* kDrafts =
    "WHERE state = 'draft' AND local = 1 ORDER BY updated DESC LIMIT 100";

Post read(const storage::Query& row) {
    Post post;
    post.id = row.text(0);
    post.local = row.number(1) != 0;
    post.author = row.text(2);
    post.slug = row.text(3);
    post.title = row.text(4);
    post.summary = row.text(5);
    post.source = row.text(6);
    post.html = row.text(7);
    post.url = row.text(8);
    post.language = row.text(9);
    post.state = row.text(10) == "draft" ? PostState::Draft : PostState::Published;
    post.in_reply_to = row.maybe_text(11);
    post.published = base::from_millis(row.number(12));
    post.updated = base::from_millis(row.number(13));
    post.written_by = row.text(14);
    post.form = row.text(15);
    post.warning = row.text(16);
    post.quotes = row.text(17);
    post.details = row.text(18);
    return post;
}

// The first `limit` that are seen; the others are read no further than their author.
std::vector<Post> seen(storage::Query query, std::size_t limit, const Sight& sight) {
    std::vector<Post> posts;
    while (posts.size() < limit && query.step()) {
        if (sight.sees({.id = query.text(0), .author = query.text(2)}))
            posts.push_back(read(query));
    }
    return posts;
}

std::int64_t counted(storage::Query query, const Sight& sight) {
    std::int64_t number = 0;
    while (query.step()) {
        if (sight.sees({.id = query.text(0), .author = query.text(1)})) ++number;
    }
    return number;
}

// One, whole: with what was read out of its text.
std::optional<Post> one(storage::Connection& connection, storage::Query query) {
    if (!query.step()) return std::nullopt;
    auto post = read(query);
    MarksStore(connection).fill(post);
    return post;
}

std::optional<std::string> unless_empty(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

void PostStore::save(const Post& post) {
    auto insert = connection_.query(
        "INSERT INTO post (id, local, author, slug, title, summary, source, html, url, language, "
        "state, in_reply_to, published, updated, written_by, form, warning, quotes, details) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
        "slug = excluded.slug, title = excluded.title, summary = excluded.summary, "
        "source = excluded.source, html = excluded.html, url = excluded.url, "
        "language = excluded.language, state = excluded.state, "
        "in_reply_to = excluded.in_reply_to, published = excluded.published, "
        "updated = excluded.updated, form = excluded.form, warning = excluded.warning, "
        "quotes = excluded.quotes, details = excluded.details");
    insert.arg(post.id).arg(post.local ? 1 : 0).arg(post.author).arg(unless_empty(post.slug));
    insert.arg(post.title).arg(post.summary).arg(post.source).arg(post.html).arg(post.url);
    insert.arg(post.language).arg(post.state == PostState::Draft ? "draft" : "published");
    insert.arg(post.in_reply_to).arg(base::to_millis(post.published));
    insert.arg(base::to_millis(post.updated)).arg(unless_empty(post.written_by));
    insert.arg(post.form).arg(post.warning).arg(post.quotes).arg(post.details);
    insert.run();
    MarksStore(connection_).save(post);
    AgendaStore(connection_).keep(post);
    make_findable(connection_, post);
}

void PostStore::remove(const std::string& id) {
    connection_.query("DELETE FROM post WHERE id = ?").arg(id).run();
    RevisionsStore(connection_).remove(id);
    MarksStore(connection_).remove(id);
    no_longer_findable(connection_, id);
}

void PostStore::forget(const std::string& id) {
    connection_.query("DELETE FROM post WHERE id = ? AND local = 0").arg(id).run();
    RevisionsStore(connection_).remove(id);
    MarksStore(connection_).remove(id);
    no_longer_findable(connection_, id);
    connection_.query("DELETE FROM poll_vote WHERE question = ?").arg(id).run();
}

std::optional<Post> PostStore::by_id(const std::string& id) {
    return one(connection_, connection_.query(select("WHERE id = ?")).arg(id));
}

void PostStore::each_of_ours(const std::function<void(const Post&)>& use) {
    auto query = connection_.query(select("WHERE local = 1 ORDER BY published, id"));
    while (query.step()) {
        auto post = read(query);
        MarksStore(connection_).fill(post);
        use(post);
    }
}

std::optional<Post> PostStore::by_page(const std::string& url) {
    return one(connection_, connection_.query(select("WHERE url = ? LIMIT 1")).arg(url));
}

std::optional<Post> PostStore::by_slug(const std::string& slug, const Sight& sight) {
    auto post = one(connection_, connection_.query(select("WHERE slug = ?")).arg(slug));
    if (!post) return std::nullopt;
    const bool draft = post->state == PostState::Draft;
    if (!sight.sees({.id = post->id, .author = post->author, .draft = draft})) return std::nullopt;
    return post;
}

std::vector<Post> PostStore::published(bool local, base::Instant before, std::size_t limit,
                                       const Sight& sight) {
    return seen(
        connection_.query(select(kPublished)).arg(local ? 1 : 0).arg(base::to_millis(before)),
        limit, sight);
}

std::optional<Post> PostStore::newer_than(base::Instant published, const Sight& sight) {
    auto next = seen(connection_.query(select(kNewer)).arg(base::to_millis(published)), 1, sight);
    if (next.empty()) return std::nullopt;
    return std::move(next.front());
}

std::vector<std::pair<std::string, base::Instant>> PostStore::changes(std::size_t limit,
                                                                      const Sight& sight) {
    std::vector<std::pair<std::string, base::Instant>> changes;
    auto query = connection_.query(
        "SELECT id, author, slug, updated FROM post WHERE state = 'published' AND local = 1 AND "
        "in_reply_to IS NULL ORDER BY published DESC");
    while (changes.size() < limit && query.step()) {
        if (sight.sees({.id = query.text(0), .author = query.text(1)}))
            changes.emplace_back(query.text(2), base::from_millis(query.number(3)));
    }
    return changes;
}

std::vector<Post> PostStore::drafts() {
    std::vector<Post> drafts;
    auto query = connection_.query(select(kDrafts));
    while (query.step()) drafts.push_back(read(query));
    return drafts;
}

std::vector<Post> PostStore::written_by(const std::string& account) {
    std::vector<Post> posts;
    auto query = connection_.query(select("WHERE local = 1 AND written_by = ? ORDER BY published"));
    query.arg(account);
    while (query.step()) posts.push_back(read(query));
    return posts;
}

bool PostStore::is_taken(const std::string& slug) {
    return connection_.query("SELECT 1 FROM post WHERE slug = ?").arg(slug).step();
}

std::string PostStore::free_slug(const std::string& wanted) {
    std::string slug = wanted.empty() ? "actualite" : wanted;
    const auto first = slug;
    for (int number = 2; is_taken(slug) || gone(slug); ++number) {
        slug = first + "-" + std::to_string(number);
    }
    return slug;
}

std::optional<base::Instant> PostStore::gone(const std::string& slug) {
    auto query = connection_.query("SELECT at FROM post_gone WHERE slug = ?").arg(slug);
    if (!query.step()) return std::nullopt;
    return base::from_millis(query.number(0));
}

void PostStore::remember_gone(const std::string& slug, base::Instant at) {
    connection_.query("INSERT OR IGNORE INTO post_gone (slug, at) VALUES (?, ?)")
        .arg(slug)
        .arg(base::to_millis(at))
        .run();
}

std::vector<Post> PostStore::tagged(const std::string& tag, base::Instant before, std::size_t limit,
                                    const Sight& sight) {
    return seen(connection_.query(select(kTagged)).arg(tag).arg(base::to_millis(before)), limit,
                sight);
}

std::vector<Post> PostStore::in_category(const std::string& slug, base::Instant before,
                                         std::size_t limit, const Sight& sight) {
    return seen(connection_.query(select(kInCategory)).arg(slug).arg(base::to_millis(before)),
                limit, sight);
}

void PostStore::mark_untold(const std::string& id) {
    connection_.query("INSERT OR IGNORE INTO post_untold (post) VALUES (?)").arg(id).run();
}

void PostStore::mark_told(const std::string& id) {
    connection_.query("DELETE FROM post_untold WHERE post = ?").arg(id).run();
}

bool PostStore::is_untold(const std::string& id) {
    return connection_.query("SELECT 1 FROM post_untold WHERE post = ?").arg(id).step();
}

std::int64_t PostStore::count_local(const Sight& sight) {
    if (sight.sees_all_of_ours()) {
        auto query = connection_.query(
            "SELECT count(*) FROM post WHERE local = 1 AND state = 'published' "
            "AND in_reply_to IS NULL");
        query.step();
        return query.number(0);
    }
    return counted(
        connection_.query("SELECT id, author FROM post WHERE local = 1 AND state = 'published' "
                          "AND in_reply_to IS NULL"),
        sight);
}

}  // namespace essaim::news
