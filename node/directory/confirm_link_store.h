// The link by which the association's own card is confirmed without signing in:
// one at a time, a year and a month long, of which only a digest is kept. SQL
// only; borrows a connection, the caller commits.
#pragma once

#include <string>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

inline constexpr std::chrono::days kConfirmLinkLasts{396};

class ConfirmLinkStore {
  public:
    explicit ConfirmLinkStore(storage::Connection& connection) : connection_(connection) {}
    std::string make(base::Instant now);  // the token; the one before is void
    bool is_good(const std::string& token, base::Instant now);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::directory
