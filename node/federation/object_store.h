// Everything said on the network that concerns us, as it was said (architecture
// §1 c). SQL only; borrows a connection, the caller commits.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct StoredObject {
    std::string type;
    std::string actor;
    bool local = false;
    std::string json;
    bool deleted = false;
};

class ObjectStore {
  public:
    explicit ObjectStore(storage::Connection& connection) : connection_(connection) {}

    // Inserts or replaces; a deleted object stays deleted.
    void save(const std::string& id, const std::string& type, const std::string& actor, bool local,
              const std::string& json, base::Instant now);
    std::optional<StoredObject> find(const std::string& id);
    // The text goes, the Tombstone stays.
    void bury(const std::string& id, const std::string& tombstone, base::Instant now);
    std::vector<std::string> ids_by(const std::string& actor);  // not deleted, at most 1000
    // Undo and Delete that came before what they undo (cases 33, 39).
    void remember_undone(const std::string& id, const std::string& actor, base::Instant now);
    bool is_undone(const std::string& id, const std::string& actor);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
