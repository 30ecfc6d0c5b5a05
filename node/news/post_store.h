// The table of posts: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/news/post.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

class PostStore {
  public:
    explicit PostStore(storage::Connection& connection) : connection_(connection) {}

    // Inserts or replaces by id.
    void save(const Post& post);
    void remove(const std::string& id);
    std::optional<Post> by_id(const std::string& id);
    std::optional<Post> by_slug(const std::string& slug);
    // Published, newest first, before `before` (exclusive).
    std::vector<Post> published(bool local, base::Instant before, std::size_t limit);
    std::vector<Post> drafts();
    std::vector<Post> replies_to(const std::string& id);
    std::string free_slug(const std::string& wanted);
    // How many posts of ours are published.
    std::int64_t count_local();

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::news
