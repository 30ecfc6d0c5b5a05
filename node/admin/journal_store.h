// The lines of the journal, page by page. SQL only; borrows a connection. They
// are written by federation/moderation_store.h and accounts/account_store.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::admin {

struct JournalEntry {
    std::int64_t number = 0;
    base::Instant at;
    std::string account;  // id, "cli" or "node"
    std::string action;   // "server.block"
    std::string detail;
};

class JournalStore {
  public:
    explicit JournalStore(storage::Connection& connection) : connection_(connection) {}

    // Newest first, those with a lower number than `before` only (0: from the newest).
    std::vector<JournalEntry> lines(std::int64_t before, std::size_t limit);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::admin
