#include "node/news/revisions_store.h"

#include "node/storage/connection.h"

namespace essaim::news {

namespace {

// The counts of a poll change without anybody's having written anything.
bool reads_the_same(const Post& one, const Post& other) {
    return one.title == other.title && one.summary == other.summary && one.html == other.html &&
           one.warning == other.warning;
}

}  // namespace

void RevisionsStore::replace(const Post& before, const Post& now) {
    if (reads_the_same(before, now)) return;
    connection_
        .query(
            "INSERT OR REPLACE INTO post_revision (post, at, title, summary, html, warning, "
            "language) VALUES (?,?,?,?,?,?,?)")
        .arg(before.id)
        .arg(base::to_millis(before.updated))
        .arg(before.title)
        .arg(before.summary)
        .arg(before.html)
        .arg(before.warning)
        .arg(before.language)
        .run();
    connection_
        .query(
            "DELETE FROM post_revision WHERE post = ? AND at NOT IN "
            "(SELECT at FROM post_revision WHERE post = ? ORDER BY at DESC LIMIT ?)")
        .arg(before.id)
        .arg(before.id)
        .arg(static_cast<std::int64_t>(before.local ? kMostOfOurs : kMostOfOthers))
        .run();
}

std::vector<Revision> RevisionsStore::of(const std::string& post) {
    std::vector<Revision> revisions;
    auto query = connection_.query(
        "SELECT at, title, summary, html, warning, language FROM post_revision WHERE post = ? "
        "ORDER BY at DESC");
    query.arg(post);
    while (query.step()) {
        revisions.push_back({.at = base::from_millis(query.number(0)),
                             .title = query.text(1),
                             .summary = query.text(2),
                             .html = query.text(3),
                             .warning = query.text(4),
                             .language = query.text(5)});
    }
    return revisions;
}

bool RevisionsStore::any(const std::string& post) {
    return connection_.query("SELECT 1 FROM post_revision WHERE post = ?").arg(post).step();
}

void RevisionsStore::remove(const std::string& post) {
    connection_.query("DELETE FROM post_revision WHERE post = ?").arg(post).run();
}

}  // namespace essaim::news
