// The tables `reached` and `peer_software`: SQL only; borrows a connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

class ArrivalStore {
  public:
    explicit ArrivalStore(storage::Connection& connection) : connection_(connection) {}

    void arrived(const std::string& activity, const std::string& host, std::int64_t most);
    std::map<std::string, std::int64_t> by_software(const std::string& object);
    // Hosts that were never asked, or not since that moment.
    std::vector<std::string> unknown(base::Instant before, std::size_t limit);
    // Also forgets hosts that no text reached.
    void save(const std::string& host, const std::string& software, base::Instant now);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
