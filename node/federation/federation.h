// Everything of federation in one owner, built once by App and handed to
// features: what we say (outbox), what arrives (inbox), whom we know.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/config.h"
#include "node/base/error.h"
#include "node/federation/follows.h"
#include "node/federation/inbox_registry.h"
#include "node/federation/local_actors.h"
#include "node/federation/outbox.h"
#include "node/federation/profile.h"

namespace essaim::net {
class HttpClient;
}
namespace essaim::storage {
class Database;
}
namespace essaim::web {
class Router;
}

namespace essaim::federation {

class DomainPolicy;

struct HostQueue {       // what waits for one host
    std::string host;
    std::int64_t waiting = 0;
    std::int64_t failed = 0;
    base::Instant oldest;
    std::string error;
};

class Federation {
  public:
    Federation(const base::Config& config, const base::Clock& clock, storage::Database& database,
               net::HttpClient& http);
    ~Federation();

    void add_routes(web::Router& router);  // all AP, WebFinger, NodeInfo, inbox routes but "/" and pages
    void start();                          // workers
    void stop();

    InboxRegistry& inbox_registry();
    Outbox& outbox();
    const LocalActors& actors() const;
    DomainPolicy& domain_policy();  // blocking through block() below cuts what is there, too
    // Nothing more comes from, goes to or is asked of this domain and those
    // below it; followers and followings there are forgotten.
    Result<void> block(const std::string& domain, const std::string& reason);
    Profile profile() const;
    Result<void> set_profile(const Profile& profile);  // also pushes Update{actor}

    // "@user@host", "user@host" or an https address; resolves and asks to
    // follow. Returns the actor's id. May take seconds: not in a request
    // worker longer than 5 s. The error detail is a French sentence.
    Result<std::string> follow(const std::string& whom);
    Result<void> unfollow(const std::string& actor_id);
    std::vector<Followed> followers() const;
    std::vector<Followed> following() const;
    std::vector<HostQueue> queue() const;
    // The actor JSON of the association, as served.
    std::string association_document() const;
    // Object JSON by id: 200 json, 404, or Gone with the Tombstone's JSON.
    struct Stored { std::string json; bool deleted; bool public_; };
    std::optional<Stored> stored(const std::string& id) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::federation
