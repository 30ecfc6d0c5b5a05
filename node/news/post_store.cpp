#include "node/news/post_store.h"

#include "node/storage/connection.h"

namespace essaim::news {

namespace {

constexpr const char* kById =
    "SELECT id, local, author, slug, title, summary, source, html, url, language, state, "
    "in_reply_to, published, updated, written_by FROM post WHERE id = ?";
constexpr const char* kBySlug =
    "SELECT id, local, author, slug, title, summary, source, html, url, language, state, "
    "in_reply_to, published, updated, written_by FROM post WHERE slug = ?";
constexpr const char* kPublished =
    "SELECT id, local, author, slug, title, summary, source, html, url, language, state, "
    "in_reply_to, published, updated, written_by FROM post "
    "WHERE state = 'published' AND local = ? AND published < ? AND in_reply_to IS NULL "
    "ORDER BY published DESC LIMIT ?";
constexpr const char* kDrafts =
    "SELECT id, local, author, slug, title, summary, source, html, url, language, state, "
    "in_reply_to, published, updated, written_by FROM post "
    "WHERE state = 'draft' AND local = 1 ORDER BY updated DESC LIMIT 100";
constexpr const char* kReplies =
    "SELECT id, local, author, slug, title, summary, source, html, url, language, state, "
    "in_reply_to, published, updated, written_by FROM post "
    "WHERE in_reply_to = ? AND state = 'published' ORDER BY published LIMIT 200";

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
    return post;
}

std::vector<Post> all(storage::Query query) {
    std::vector<Post> posts;
    while (query.step()) posts.push_back(read(query));
    return posts;
}

std::optional<std::string> unless_empty(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

void PostStore::save(const Post& post) {
    auto insert = connection_.query(
        "INSERT INTO post (id, local, author, slug, title, summary, source, html, url, language, "
        "state, in_reply_to, published, updated, written_by) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
        "slug = excluded.slug, title = excluded.title, summary = excluded.summary, "
        "source = excluded.source, html = excluded.html, url = excluded.url, "
        "language = excluded.language, state = excluded.state, "
        "in_reply_to = excluded.in_reply_to, published = excluded.published, "
        "updated = excluded.updated");
    insert.arg(post.id).arg(post.local ? 1 : 0).arg(post.author).arg(unless_empty(post.slug));
    insert.arg(post.title).arg(post.summary).arg(post.source).arg(post.html).arg(post.url);
    insert.arg(post.language).arg(post.state == PostState::Draft ? "draft" : "published");
    insert.arg(post.in_reply_to).arg(base::to_millis(post.published));
    insert.arg(base::to_millis(post.updated)).arg(unless_empty(post.written_by));
    insert.run();
}

void PostStore::remove(const std::string& id) {
    connection_.query("DELETE FROM post WHERE id = ?").arg(id).run();
}

std::optional<Post> PostStore::by_id(const std::string& id) {
    auto query = connection_.query(kById).arg(id);
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::optional<Post> PostStore::by_slug(const std::string& slug) {
    auto query = connection_.query(kBySlug).arg(slug);
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::vector<Post> PostStore::published(bool local, base::Instant before, std::size_t limit) {
    return all(connection_.query(kPublished)
                   .arg(local ? 1 : 0)
                   .arg(base::to_millis(before))
                   .arg(static_cast<std::int64_t>(limit)));
}

std::vector<Post> PostStore::drafts() { return all(connection_.query(kDrafts)); }

std::vector<Post> PostStore::replies_to(const std::string& id) {
    return all(connection_.query(kReplies).arg(id));
}

std::string PostStore::free_slug(const std::string& wanted) {
    std::string slug = wanted.empty() ? "actualite" : wanted;
    for (int number = 2; by_slug(slug); ++number) slug = wanted + "-" + std::to_string(number);
    return slug;
}

std::int64_t PostStore::count_local() {
    auto query =
        connection_.query("SELECT count(*) FROM post WHERE local = 1 AND state = 'published'");
    query.step();
    return query.number(0);
}

}  // namespace essaim::news
