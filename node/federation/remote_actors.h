// Actors of other servers and their keys: fetched, checked, kept in the
// database and, for keys, parsed in memory. A key counts only if its owner's
// own document, fetched from its own address, lists it (security.md A6, A7,
// A10, C7). Any thread; only fetch_actor() waits for the network.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "activitypub/vocabulary/actor.h"
#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/key_ring.h"
#include "node/federation/remote_actor_store.h"
#include "node/federation/signed_fetch.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

class RemoteActors {
  public:
    RemoteActors(storage::Database& database, net::HttpClient& http, const SignedFetch& fetch,
                 const base::Clock& clock);
    ~RemoteActors();  // waits for the fetches under way

    KeyPointer key(const std::string& key_id) const;  // null: not known here
    bool is_known(const std::string& actor_id) const;
    std::optional<RemoteActor> find(const std::string& actor_id) const;

    // Asks for the key without waiting; one fetch per key at a time. Ends with
    // ok, Unavailable (try later), Gone, or another fault (no such key).
    void fetch_key(const std::string& key_id, std::function<void(Result<void>)> done);
    bool is_being_fetched(const std::string& key_id) const;
    // Why the last fetch of this key failed, while that is remembered: up to
    // ten minutes, during which nothing is asked again.
    std::optional<Fault> failure(const std::string& key_id) const;
    // True at most once per key in five minutes, for a key that does not verify.
    bool may_refetch(const std::string& key_id);

    // Fetches, checks and keeps. Waits: not in a request thread.
    Result<activitypub::Actor> fetch_actor(const std::string& id);
    // In the caller's transaction.
    void forget(storage::Connection& connection, const std::string& actor_id);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::federation
