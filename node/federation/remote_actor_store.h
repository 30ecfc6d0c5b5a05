// The rows of remote actors and their keys: SQL only. Borrows a connection,
// the caller commits.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activitypub/signatures/key.h"
#include "activitypub/vocabulary/actor.h"
#include "node/base/clock.h"
#include "node/federation/key_ring.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct RemoteActor {
    std::string id;
    std::string handle;  // user@host
    std::string type;
    std::string name;
    std::string url;
    std::string inbox;
    base::Instant fetched;
};

using ListedKeys = std::vector<std::pair<std::string, activitypub::PublicKey>>;
// Every usable key that the actor's own document lists, by key id (A6).
ListedKeys keys_of(const activitypub::Actor& actor);

class RemoteActorStore {
  public:
    explicit RemoteActorStore(storage::Connection& connection) : connection_(connection) {}

    // The actor, and its keys instead of those it had: an old key stops at once.
    void save(const activitypub::Actor& actor, const std::string& json, const ListedKeys& keys,
              base::Instant now);
    void set_handle(const std::string& id, const std::string& handle);  // verified both ways
    std::optional<RemoteActor> find(const std::string& id);
    KeyPointer key(const std::string& key_id);
    void forget(const std::string& id);
    void prune();  // the oldest beyond 100 000; never those who follow or are followed

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
