// The table of posts: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/federation/visibility.h"
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
    void forget(const std::string& id);  // somebody else's, with all that was made of it
    std::optional<Post> by_id(const std::string& id);     // whoever asks: not for a page
    std::optional<Post> by_page(const std::string& url);  // as above
    // What is shown to somebody, and counted for them, passes their sight.
    std::optional<Post> by_slug(const std::string& slug, const federation::Sight& sight);
    // Published, newest first, before `before` (exclusive).
    std::vector<Post> published(bool local, base::Instant before, std::size_t limit,
                                const federation::Sight& sight);
    // The same of all that carry this hashtag, ours or of those we follow.
    std::vector<Post> tagged(const std::string& tag, base::Instant before, std::size_t limit,
                             const federation::Sight& sight);
    // Ours that are in this category.
    std::vector<Post> in_category(const std::string& slug, base::Instant before, std::size_t limit,
                                  const federation::Sight& sight);
    // Nobody is told of it as new: it was on another site before.
    void mark_untold(const std::string& id);
    void mark_told(const std::string& id);
    bool is_untold(const std::string& id);
    // Ours, the next one.
    std::optional<Post> newer_than(base::Instant published, const federation::Sight& sight);
    // Slugs and last changes of ours, newest first, without their texts.
    std::vector<std::pair<std::string, base::Instant>> changes(std::size_t limit,
                                                               const federation::Sight& sight);
    std::vector<Post> drafts();
    void each_of_ours(const std::function<void(const Post&)>& use);  // drafts too, oldest first
    std::vector<Post> written_by(const std::string& account);  // of ours, for that person alone
    bool is_taken(const std::string& slug);
    // Neither used nor given up before.
    std::string free_slug(const std::string& wanted);
    // When the news at this address was taken back, if it was.
    std::optional<base::Instant> gone(const std::string& slug);
    void remember_gone(const std::string& slug, base::Instant at);
    // How many posts of ours are published, answers not counted.
    std::int64_t count_local(const federation::Sight& sight);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::news
