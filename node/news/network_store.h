// What /reseau shows: texts of those we follow, and texts of others that they
// passed on. SQL only; borrows a connection for one reading.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/federation/visibility.h"
#include "node/news/post.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

struct NetworkItem {
    Post post;
    base::Instant at;                    // written, or passed on if only for that it is here
    std::vector<std::string> shared_by;  // IRIs of those we follow, latest first
};

class NetworkStore {
  public:
    explicit NetworkStore(storage::Connection& connection) : connection_(connection) {}
    // Newest first.
    std::vector<NetworkItem> newest(std::size_t limit, const federation::Sight& sight);

  private:
    void add_written(std::vector<NetworkItem>& items, std::size_t limit,
                     const federation::Sight& sight);
    void add_shared(std::vector<NetworkItem>& items, std::size_t limit,
                    const federation::Sight& sight);
    storage::Connection& connection_;
};

}  // namespace essaim::news
