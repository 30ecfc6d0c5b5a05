// The table of initiatives: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstdint>

#include "node/directory/initiative.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

class InitiativeStore {
  public:
    explicit InitiativeStore(storage::Connection& connection) : connection_(connection) {}

    // By name, place and country; what was there is replaced.
    void save(const Initiative& initiative);
    std::int64_t count();

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::directory
