// What the journal holds of one account: SQL only. Borrows a connection.
#pragma once

#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::me {

struct JournalLine {
    base::Instant at;
    std::string action;
    std::string detail;
};

class JournalStore {
  public:
    explicit JournalStore(storage::Connection& connection) : connection_(connection) {}
    std::vector<JournalLine> of(const std::string& account);  // oldest first

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::me
