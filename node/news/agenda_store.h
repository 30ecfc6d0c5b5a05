// Which posts are meetings, and when: SQL only. Borrows a connection; the
// caller commits.
#pragma once

#include <cstddef>
#include <vector>

#include "node/federation/visibility.h"
#include "node/news/post.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

class AgendaStore {
  public:
    explicit AgendaStore(storage::Connection& connection) : connection_(connection) {}

    void keep(const Post& post);  // with each save; a post without a meeting has no row
    // Published ones that are not over, soonest first; ours, and of those we follow unless `ours`.
    std::vector<Post> coming(base::Instant now, std::size_t limit, bool ours,
                             const federation::Sight& sight);
    // Those that are over, latest first.
    std::vector<Post> past(base::Instant now, std::size_t limit, const federation::Sight& sight);

  private:
    std::vector<Post> seen(storage::Connection& connection, const char* sql, base::Instant now,
                           std::size_t limit, const federation::Sight& sight);
    storage::Connection& connection_;
};

}  // namespace essaim::news
