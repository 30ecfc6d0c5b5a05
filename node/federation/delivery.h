// Bringing activities to inboxes. The table `delivery` is the truth; here are
// lanes, one per host, so that a slow or dead host delays nobody else. Every
// try is signed anew. Schedule, permanent answers and breaker: federation.md §7.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"
#include "node/net/http_client.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class DomainPolicy;

class Delivery {
  public:
    Delivery(const base::Clock& clock, storage::Database& database, net::HttpClient& http,
             const LocalActors& actors, const DomainPolicy& policy);
    ~Delivery();
    void start();
    void stop();                                      // what is under way stays in the table
    void wake();                                      // after a commit that added deliveries
    void heard_from(const std::string& host);         // a paused host gave a sign of life
    bool is_troubled(const std::string& host) const;  // fails, or is paused
    // Somebody wants it now: whatever waits or was given up there; how much it is.
    Result<std::int64_t> retry(const std::string& host);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::federation
