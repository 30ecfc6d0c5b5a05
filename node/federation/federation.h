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
#include "node/federation/reactions.h"

namespace essaim::net {
class HttpClient;
}
namespace essaim::storage {
class Database;
}
namespace essaim::web {
struct Request;
struct Response;
class Router;
}  // namespace essaim::web

namespace essaim::federation {

class DomainPolicy;
class Handles;
class Identity;
class Moderation;
class Reports;
class Retention;
class Visibility;

struct HostQueue {  // what waits for one host
    std::string host;
    std::int64_t waiting = 0;
    std::int64_t failed = 0;
    base::Instant oldest;
    std::string error;                                 // the last one
    std::optional<base::Instant> next = std::nullopt;  // try; none: nothing waits, or given up
};
struct QueuedThing {    // one activity that one host has not got
    std::string type;   // "Create"
    std::string title;  // of what it is about; may be empty
    base::Instant since;
    bool failed = false;
};

class Federation {
  public:
    Federation(const base::Config& config, const base::Clock& clock, storage::Database& database,
               net::HttpClient& http);
    ~Federation();

    void add_routes(
        web::Router& router);  // all AP, WebFinger, NodeInfo, inbox routes but "/" and pages
    // 403 for whoever signs as a blocked server, whatever is asked (A11).
    std::optional<web::Response> turn_away(const web::Request& request) const;
    void start();  // workers
    void stop();

    InboxRegistry& inbox_registry();
    Outbox& outbox();
    const LocalActors& actors() const;
    const DomainPolicy& domain_policy() const;
    const Visibility& visibility() const;  // the gate of everything that is shown
    Moderation& moderation();
    Reports& reports();
    Handles& handles();      // who is @name@host
    Retention& retention();  // what a night does; features add what they keep
    // Nothing more comes from, goes to or is asked of this domain and those below it.
    Result<void> block(const std::string& domain, const std::string& reason);
    Profile profile() const;
    Result<void> set_profile(const Profile& profile);  // also pushes Update{actor}
    Identity& identity();  // keys, members' own addresses, moving, what is pinned

    // "@user@host", "user@host" or an https address; resolves and asks to
    // follow. Returns the actor's id. May take seconds: not in a request
    // worker longer than 5 s. The error detail is a French sentence.
    Result<std::string> follow(const std::string& whom);
    Result<void> unfollow(const std::string& actor_id);
    std::vector<Followed> followers(std::int64_t most = -1) const;  // newest first; -1: all
    std::int64_t follower_count() const;
    bool is_follower(const std::string& actor) const;
    std::vector<Followed> following() const;
    // The association likes, boosts, and takes it back. `object`: one that is held
    // here, of somebody else. Errors are French sentences; nothing waits.
    Result<void> react(ReactionKind kind, const std::string& object);
    Result<void> unreact(ReactionKind kind, const std::string& object);
    // Nobody may quote by this authorization of ours any more (own_quotes.h).
    Result<void> revoke_quote(const std::string& authorization);
    // A public object at this address, fetched and kept if it is not yet; its id.
    // May take seconds, like follow().
    Result<std::string> bring(const std::string& address);
    // The ActivityStreams document at an address, unless it still bears this tag. Waits.
    struct Changed {
        bool changed = true;
        std::string tag;
        std::string body;
    };
    Result<Changed> fetch_if_changed(const std::string& url, const std::string& tag);
    // Who this is, with their keys, asked at their own server. Waits; the actor's JSON.
    Result<std::string> meet(const std::string& actor);
    // Does the object carry a proof by a key of this actor that is known here (FEP-8b32)?
    bool is_signed_by(const nlohmann::json& object, const std::string& actor) const;
    // Can its author be told? If not, their server is asked meanwhile (Unavailable).
    Result<void> reachable(const std::string& author);

    std::vector<HostQueue> queue() const;
    std::vector<QueuedThing> queued_for(const std::string& host, std::size_t limit) const;
    // What was not delivered there is tried now, given up or not; or is dropped. How many.
    Result<std::int64_t> retry(const std::string& host);
    Result<std::int64_t> abandon(const std::string& host);
    // The actor JSON of the association, as served.
    std::string association_document() const;
    // Object JSON by id, if anybody may see it: 200 json, 404, or Gone with the Tombstone's JSON.
    struct Stored {
        std::string json;
        bool deleted;
        bool public_;
    };
    std::optional<Stored> stored(const std::string& id) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::federation
