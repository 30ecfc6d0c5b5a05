#include "node/federation/federation.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "activitypub/build.h"
#include "activitypub/vocabulary/terms.h"
#include "node/federation/actor_documents.h"
#include "node/federation/actor_routes.h"
#include "node/federation/delivery.h"
#include "node/federation/discovery_routes.h"
#include "node/federation/domain_policy.h"
#include "node/federation/inbox.h"
#include "node/federation/inbox_route.h"
#include "node/federation/object_routes.h"
#include "node/federation/remote_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

LocalActors loaded(storage::Database& database, const std::string& base) {
    auto actors = LocalActors::load(database, base);
    if (!actors) throw std::runtime_error(actors.error().detail);
    return std::move(*actors);
}

}  // namespace

// In the order in which they need one another.
struct Federation::State {
    State(const base::Config& config, const base::Clock& the_clock, storage::Database& the_database,
          net::HttpClient& http)
        : clock(the_clock),
          database(the_database),
          actors(loaded(database, config.public_url)),
          policy(database),
          profile(database, config.title),
          documents(actors, profile.get()),
          fetch(http, actors, policy, clock),
          remote(database, http, fetch, clock),
          delivery(clock, database, http, actors, policy),
          outbox(actors, delivery),
          follows(database, actors, fetch, remote, outbox, clock),
          parts{clock, database, actors, remote, fetch, policy, outbox, registry},
          inbox(parts),
          route(parts, inbox, delivery) {}

    const base::Clock& clock;
    storage::Database& database;
    LocalActors actors;
    DomainPolicy policy;
    ProfileKeeper profile;
    ActorDocuments documents;
    SignedFetch fetch;
    RemoteActors remote;
    Delivery delivery;
    Outbox outbox;
    Follows follows;
    InboxRegistry registry;
    InboxParts parts;
    Inbox inbox;
    InboxRoute route;
};

Federation::Federation(const base::Config& config, const base::Clock& clock,
                       storage::Database& database, net::HttpClient& http)
    : state_(std::make_unique<State>(config, clock, database, http)) {}

Federation::~Federation() { stop(); }

void Federation::add_routes(web::Router& router) {
    add_discovery_routes(router, state_->actors, state_->profile, state_->database);
    add_actor_routes(router, state_->actors, state_->documents, state_->database);
    add_object_routes(router, state_->actors, state_->database);
    state_->route.add_to(router);
}

void Federation::start() {
    state_->delivery.start();
    state_->inbox.start();
}

void Federation::stop() {
    state_->inbox.stop();
    state_->delivery.stop();
}

InboxRegistry& Federation::inbox_registry() { return state_->registry; }
Outbox& Federation::outbox() { return state_->outbox; }
const LocalActors& Federation::actors() const { return state_->actors; }
DomainPolicy& Federation::domain_policy() { return state_->policy; }
Profile Federation::profile() const { return state_->profile.get(); }

Result<void> Federation::block(const std::string& domain, const std::string& reason) {
    TRY(state_->policy.set(domain, PolicyLevel::Block, reason, state_->clock.now()));
    return state_->follows.drop_blocked(state_->policy);
}

// Peers hold our document for a day: those who follow are told (federation.md §2).
Result<void> Federation::set_profile(const Profile& profile) {
    const auto now = state_->clock.now();
    const auto& us = state_->actors.association();
    TRY(state_->database.write([&](storage::Connection& connection) -> Result<void> {
        ProfileKeeper::save(connection, profile);
        return state_->outbox.publish(
            connection,
            activitypub::make_activity(state_->outbox.new_activity_id(now), "Update", us.id,
                                       association_json(state_->actors, profile),
                                       {std::string(activitypub::kPublic)}, {us.id + "/followers"},
                                       now),
            Listing::Unlisted, now);
    }));
    state_->profile.put(profile);
    state_->documents.rebuild(profile);
    state_->outbox.wake();
    return {};
}

Result<std::string> Federation::follow(const std::string& whom) {
    return state_->follows.follow(whom);
}
Result<void> Federation::unfollow(const std::string& actor_id) {
    return state_->follows.unfollow(actor_id);
}
std::vector<Followed> Federation::followers() const { return state_->follows.followers(); }
std::vector<Followed> Federation::following() const { return state_->follows.following(); }

std::vector<HostQueue> Federation::queue() const {
    std::vector<HostQueue> hosts;
    auto reader = state_->database.read();
    auto query = reader->query(
        "SELECT host, sum(state = 'waiting'), sum(state = 'failed'), min(created_at), "
        "coalesce((SELECT e.error FROM delivery e WHERE e.host = d.host AND e.error <> '' "
        "ORDER BY e.id DESC LIMIT 1), '') FROM delivery d GROUP BY host ORDER BY 2 DESC, host");
    while (query.step()) {
        hosts.push_back({.host = query.text(0),
                         .waiting = query.number(1),
                         .failed = query.number(2),
                         .oldest = base::from_millis(query.number(3)),
                         .error = query.text(4)});
    }
    return hosts;
}

std::string Federation::association_document() const { return *state_->documents.association(); }

std::optional<Federation::Stored> Federation::stored(const std::string& id) const {
    auto found = stored_document(state_->database, id);
    if (!found) return std::nullopt;
    return Stored{
        .json = std::move(found->json), .deleted = found->deleted, .public_ = found->public_};
}

}  // namespace essaim::federation
