// The association likes and boosts what others wrote, and takes it back. What
// is stored and what is sent change in one transaction. Error details are
// sentences in French for the person who asked. Never waits for the network.
#pragma once

#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"
#include "node/federation/outbox.h"
#include "node/federation/reactions.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

class OwnReactions {
  public:
    OwnReactions(storage::Database& database, const LocalActors& actors, Outbox& outbox,
                 const base::Clock& clock)
        : database_(database), actors_(actors), outbox_(outbox), clock_(clock) {}

    // A second time changes nothing. `object`: one we hold, public, of others.
    Result<void> add(ReactionKind kind, const std::string& object);
    Result<void> remove(ReactionKind kind, const std::string& object);

  private:
    Result<void> say(storage::Connection& connection, ReactionKind kind, const std::string& object,
                     const std::string& author);

    storage::Database& database_;
    const LocalActors& actors_;
    Outbox& outbox_;
    const base::Clock& clock_;
};

// Nobody can be told what we do with their text before we know their inbox: it
// is fetched in the background, and the person asked to try again (Unavailable).
Result<void> is_reachable(storage::Database& database, const LocalActors& actors,
                          const std::string& author, base::Instant now);

}  // namespace essaim::federation
