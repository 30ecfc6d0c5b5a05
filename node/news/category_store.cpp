#include "node/news/category_store.h"

#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::news {

void CategoryStore::save(const std::string& post, const std::vector<std::string>& names) {
    connection_.query("DELETE FROM post_category WHERE post = ?").arg(post).run();
    std::int64_t position = 0;
    for (const auto& name : names) {
        connection_
            .query(
                "INSERT OR IGNORE INTO post_category (post, slug, name, position) "
                "VALUES (?, ?, ?, ?)")
            .arg(post)
            .arg(base::slugify(name))
            .arg(name)
            .arg(position++)
            .run();
    }
}

std::vector<std::string> CategoryStore::of(const std::string& post) {
    std::vector<std::string> names;
    auto query =
        connection_.query("SELECT name FROM post_category WHERE post = ? ORDER BY position");
    query.arg(post);
    while (query.step()) names.push_back(query.text(0));
    return names;
}

std::optional<std::string> CategoryStore::name(const std::string& slug) {
    auto query = connection_.query(
        "SELECT name FROM post_category WHERE slug = ? GROUP BY name "
        "ORDER BY count(*) DESC, name LIMIT 1");
    query.arg(slug);
    if (!query.step()) return std::nullopt;
    return query.text(0);
}

std::vector<std::string> CategoryStore::most_used(std::size_t limit) {
    std::vector<std::string> names;
    auto query = connection_.query(
        "SELECT min(name) FROM post_category GROUP BY slug ORDER BY count(*) DESC, slug LIMIT ?");
    query.arg(static_cast<std::int64_t>(limit));
    while (query.step()) names.push_back(query.text(0));
    return names;
}

}  // namespace essaim::news
