// What was put off, by key, and until when: one JSON value of the table
// setting. Borrows a connection; the caller commits.
#pragma once

#include <map>
#include <string>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::admin {

class FirstStepsStore {
  public:
    explicit FirstStepsStore(storage::Connection& connection) : connection_(connection) {}
    std::map<std::string, base::Instant> put_off();
    void save(const std::map<std::string, base::Instant>& until);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::admin
