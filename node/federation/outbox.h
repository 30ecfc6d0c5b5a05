// Saying something: publish() stores the activity, puts it in the outbox and
// writes one delivery per (shared) inbox, all in the caller's transaction, so
// that saving and sending succeed together. Call wake() after the commit.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

enum class Listing { Listed, Unlisted };  // is it part of the public outbox collection?

class Delivery;

class Outbox {
  public:
    Outbox(const LocalActors& actors, Delivery& delivery) : actors_(actors), delivery_(delivery) {}

    // `activity` has id, type, actor, to, cc. Its embedded object, when it is
    // ours, is stored too (Create, Update), or replaced by its Tombstone (Delete).
    Result<void> publish(storage::Connection& connection, const nlohmann::json& activity,
                         Listing listing, base::Instant now);
    // To one actor's inbox only (Follow, Accept, Undo …).
    Result<void> send_to(storage::Connection& connection, const nlohmann::json& activity,
                         const std::string& actor_id, base::Instant now);
    void wake();  // after the commit
    std::string new_activity_id(base::Instant now) const;  // <base>/a/<ulid>

  private:
    const LocalActors& actors_;
    Delivery& delivery_;
};

}  // namespace essaim::federation
