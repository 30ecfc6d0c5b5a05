// What claims said before they were changed, the newest ones of each. SQL only;
// borrows a connection, the caller commits.
#pragma once

#include <cstdint>
#include <vector>

#include "node/directory/card.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

class ClaimHistory {
  public:
    static constexpr std::int64_t kMost = 50;  // of a claim, and on a page

    explicit ClaimHistory(storage::Connection& connection) : connection_(connection) {}
    void keep(const Claim& claim, base::Instant until);
    std::vector<PastClaim> of(std::int64_t card);  // the newest first

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::directory
