#include "node/news/marks_store.h"

#include "node/news/category_store.h"
#include "node/news/hashtags.h"
#include "node/storage/connection.h"

namespace essaim::news {

void MarksStore::save(const Post& post) {
    remove(post.id);
    CategoryStore(connection_).save(post.id, post.categories);
    std::int64_t position = 0;
    for (const auto& tag : post.tags) {
        connection_
            .query("INSERT OR IGNORE INTO post_tag (post, tag, name, position) VALUES (?,?,?,?)")
            .arg(post.id)
            .arg(folded_tag(tag))
            .arg(tag)
            .arg(position++)
            .run();
    }
    for (const auto& mention : post.mentions) {
        connection_
            .query(
                "INSERT OR IGNORE INTO post_mention (post, handle, actor, url, position) "
                "VALUES (?,?,?,?,?)")
            .arg(post.id)
            .arg(mention.handle)
            .arg(mention.actor)
            .arg(mention.url)
            .arg(position++)
            .run();
    }
}

void MarksStore::fill(Post& post) {
    post.categories = CategoryStore(connection_).of(post.id);
    auto tags = connection_.query("SELECT name FROM post_tag WHERE post = ? ORDER BY position");
    tags.arg(post.id);
    while (tags.step()) post.tags.push_back(tags.text(0));
    auto mentions = connection_.query(
        "SELECT handle, actor, url FROM post_mention WHERE post = ? ORDER BY position");
    mentions.arg(post.id);
    while (mentions.step())
        post.mentions.push_back({mentions.text(0), mentions.text(1), mentions.text(2)});
}

void MarksStore::remove(const std::string& post) {
    connection_.query("DELETE FROM post_tag WHERE post = ?").arg(post).run();
    connection_.query("DELETE FROM post_mention WHERE post = ?").arg(post).run();
}

}  // namespace essaim::news
