// Incoming activities: accept() stores what has been authenticated and tells
// when it is on the disk; workers then act on each, once, fairly between hosts
// (security.md §0.9, D6). The table is the truth; lanes in memory are rebuilt
// at start.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/federation/inbox_registry.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class DomainPolicy;
class Outbox;
class RemoteActors;
class SignedFetch;

struct InboxParts {  // what acting on an activity needs
    const base::Clock& clock;
    storage::Database& database;
    const LocalActors& actors;
    RemoteActors& remote;
    const SignedFetch& fetch;
    const DomainPolicy& policy;
    Outbox& outbox;
    InboxRegistry& registry;
};

struct Received {
    std::string id;
    std::string actor;
    std::string host;  // of the actor
    std::string body;
};

class Inbox {
  public:
    explicit Inbox(InboxParts parts);
    ~Inbox();
    // False at once when the queue of this host, or of all, is full.
    bool accept(Received received, std::function<void(Result<void>)> committed);
    void start();
    void stop();

  private:
    struct State;
    std::shared_ptr<State> state_;  // shared with writes that end after us
};

}  // namespace essaim::federation
