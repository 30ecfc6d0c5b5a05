// Saying something: publish() stores the activity, puts it in the outbox and
// writes one delivery per (shared) inbox, all in the caller's transaction, so
// that saving and sending succeed together. Call wake() after the commit.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
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
// Nobody: it is there to be fetched, as if it had been said long ago (imports).
// KnownHosts: and every server we know, one job each.
enum class Reach { Nobody, Audience, KnownHosts };

class Delivery;
class DomainPolicy;

class Outbox {
  public:
    Outbox(const LocalActors& actors, Delivery& delivery, const DomainPolicy& policy)
        : actors_(actors), delivery_(delivery), policy_(policy) {}

    // `activity` has id, type, actor, to, cc. Its embedded object, when it is
    // ours, is stored too (Create, Update), or replaced by its Tombstone (Delete:
    // of what was public, every known server hears). Fault::Conflict, with a
    // French sentence, for a new text once the association has moved away.
    Result<void> publish(storage::Connection& connection, const nlohmann::json& activity,
                         Listing listing, base::Instant now, Reach reach = Reach::Audience);
    // To one actor's inbox only (Follow, Accept, Undo …).
    Result<void> send_to(storage::Connection& connection, const nlohmann::json& activity,
                         const std::string& actor_id, base::Instant now);
    // Another's activity, whose bytes are stored, to our followers (ActivityPub §7.1.2).
    Result<void> pass_on(storage::Connection& connection, const std::string& activity,
                         base::Instant now);
    void wake();                                           // after the commit
    std::string new_activity_id(base::Instant now) const;  // <base>/a/<ulid>

  private:
    void deliver(storage::Connection& connection, const std::string& activity,
                 const LocalActor& sender, const std::set<std::string>& inboxes, base::Instant now);
    void deliver_widely(storage::Connection& connection, const std::string& activity,
                        const LocalActor& sender, const std::set<std::string>& told,
                        base::Instant now);

    const LocalActors& actors_;
    Delivery& delivery_;
    const DomainPolicy& policy_;
};

}  // namespace essaim::federation
