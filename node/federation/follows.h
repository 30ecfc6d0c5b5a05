// Whom our association follows and who follows it. Errors carry a sentence in
// French for the person who asked. follow() waits for the network: seconds.
#pragma once

#include <string>
#include <vector>

#include "activitypub/vocabulary/actor.h"
#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"
#include "node/federation/outbox.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class RemoteActors;
class SignedFetch;

struct Followed {
    std::string actor;   // IRI
    std::string handle;  // "user@host"
    std::string name;
    std::string url;
    std::string state;  // asked | accepted | rejected (followers: "accepted")
    base::Instant since;
};

class Follows {
  public:
    Follows(storage::Database& database, const LocalActors& actors, const SignedFetch& fetch,
            RemoteActors& remote, Outbox& outbox, const base::Clock& clock)
        : database_(database),
          actors_(actors),
          fetch_(fetch),
          remote_(remote),
          outbox_(outbox),
          clock_(clock) {}

    // "@user@host", "user@host" or an address. The actor's id.
    Result<std::string> follow(const std::string& whom);
    Result<void> unfollow(const std::string& actor_id);
    // Who that is, asked for now; the same sentences when it is nobody.
    Result<activitypub::Actor> find(const std::string& whom);
    std::vector<Followed> followers(std::int64_t most = -1) const;  // newest first; -1: all
    std::int64_t follower_count() const;
    bool is_follower(const std::string& actor) const;
    std::vector<Followed> following() const;

  private:
    Result<activitypub::Actor> resolve(const std::string& whom);
    Result<activitypub::Actor> resolve_handle(const std::string& whom);
    Result<void> ask(const std::string& actor_id);
    std::vector<Followed> list(const char* sql, std::int64_t most) const;

    storage::Database& database_;
    const LocalActors& actors_;
    const SignedFetch& fetch_;
    RemoteActors& remote_;
    Outbox& outbox_;
    const base::Clock& clock_;
};

}  // namespace essaim::federation
