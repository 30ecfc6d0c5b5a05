#include "node/federation/federation.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "activitypub/signatures/integrity_proof.h"
#include "activitypub/vocabulary/terms.h"
#include "node/federation/acquaintances.h"
#include "node/federation/actor_documents.h"
#include "node/federation/actor_routes.h"
#include "node/federation/arrivals.h"
#include "node/federation/authenticate.h"
#include "node/federation/backfill.h"
#include "node/federation/delivery.h"
#include "node/federation/delivery_store.h"
#include "node/federation/discovery_routes.h"
#include "node/federation/domain_policy.h"
#include "node/federation/errands.h"
#include "node/federation/followers_sync.h"
#include "node/federation/handles.h"
#include "node/federation/identity.h"
#include "node/federation/inbox.h"
#include "node/federation/inbox_route.h"
#include "node/federation/keep.h"
#include "node/federation/missing.h"
#include "node/federation/moderation.h"
#include "node/federation/object_routes.h"
#include "node/federation/object_store.h"
#include "node/federation/own_quotes.h"
#include "node/federation/own_reactions.h"
#include "node/federation/quote_routes.h"
#include "node/federation/remote_actors.h"
#include "node/federation/reports.h"
#include "node/federation/retention.h"
#include "node/federation/signed_fetch.h"
#include "node/federation/visibility.h"
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
          policy(database, actors.host()),
          visibility(database, actors, policy),
          moderation(database, clock, actors, policy, visibility),
          profile(database, config.title),
          documents(database, actors, profile),
          fetch(http, actors, policy, clock),
          remote(database, http, fetch, clock),
          delivery(clock, database, http, actors, policy),
          outbox(actors, delivery, policy),
          reports(database, clock, actors, remote, outbox, policy),
          retention(database, clock, actors),
          follows(database, actors, fetch, remote, outbox, clock),
          handles(database, actors, visibility, follows, clock),
          parts{clock, database, actors, remote, fetch, policy, outbox, registry},
          reactions(database, actors, outbox, clock),
          missing(parts),
          inbox(parts),
          errands(clock),
          sync(parts, errands),
          backfill(parts, inbox),
          acquaintances(parts),
          arrivals(database, clock, fetch, actors),
          identity({clock, database, actors, profile, documents, outbox, follows}),
          route(parts, inbox, delivery, sync) {
        fetch.use_old_key([this](const LocalActor& actor, const std::string& host) {
            return identity.keys.uses_old(actor, host);
        });
        errands.every(std::chrono::seconds(30),
                      [this](const std::stop_token& stop) { backfill.run_due(stop); });
        errands.every(std::chrono::minutes(10),
                      [this](const std::stop_token& stop) { acquaintances.refresh_some(stop); });
        errands.every(std::chrono::seconds(20),
                      [this](const std::stop_token& stop) { arrivals.look_up(stop); });
    }

    // A paused server that asks us something is there again (federation.md §7).
    void listen(const web::Request& request) {
        if (request.method == "POST" || !request.header("signature")) return;
        if (!delivery.is_troubled(claimed_host(request, actors))) return;
        const auto who = authenticate(request, actors, remote, policy, clock.now());
        if (who && who->outcome == Authentication::Outcome::Verified) {
            delivery.heard_from(activitypub::host_of(who->owner));
        }
    }

    const base::Clock& clock;
    storage::Database& database;
    LocalActors actors;
    DomainPolicy policy;
    Visibility visibility;
    Moderation moderation;
    ProfileKeeper profile;
    ActorDocuments documents;
    SignedFetch fetch;
    RemoteActors remote;
    Delivery delivery;
    Outbox outbox;
    Reports reports;
    Retention retention;
    Follows follows;
    Handles handles;
    InboxRegistry registry;
    InboxParts parts;
    OwnReactions reactions;
    Missing missing;
    Inbox inbox;
    Errands errands;
    FollowersSync sync;
    Backfill backfill;
    Acquaintances acquaintances;
    Arrivals arrivals;
    Identity identity;
    InboxRoute route;
};

Federation::Federation(const base::Config& config, const base::Clock& clock,
                       storage::Database& database, net::HttpClient& http)
    : state_(std::make_unique<State>(config, clock, database, http)) {}

Federation::~Federation() { stop(); }

void Federation::add_routes(web::Router& router) {
    add_discovery_routes(router, state_->actors, state_->profile, state_->database);
    add_actor_routes(router, state_->actors, state_->documents, state_->profile, state_->database,
                     state_->visibility);
    state_->sync.add_to(router);
    add_object_routes(router, state_->actors, state_->database, state_->visibility);
    add_quote_routes(router, state_->actors, state_->database, state_->visibility);
    state_->route.add_to(router);
}

std::optional<web::Response> Federation::turn_away(const web::Request& request) const {
    if (!claims_blocked_key(request, state_->actors, state_->policy)) {
        state_->listen(request);
        return std::nullopt;
    }
    // Not for a shared cache: the next one may be welcome (B11).
    return web::Response::text(403, "Not welcome here.\n")
        .with("Cache-Control", "private, no-store")
        .with("Vary", "Accept, Signature");
}

void Federation::start() {
    state_->delivery.start();
    state_->inbox.start();
    state_->missing.start();
    state_->identity.start();
    state_->errands.start();
}

void Federation::stop() {
    state_->errands.stop();
    state_->identity.stop();
    state_->missing.stop();
    state_->inbox.stop();
    state_->delivery.stop();
}

InboxRegistry& Federation::inbox_registry() { return state_->registry; }
Outbox& Federation::outbox() { return state_->outbox; }
const LocalActors& Federation::actors() const { return state_->actors; }
const DomainPolicy& Federation::domain_policy() const { return state_->policy; }
const Visibility& Federation::visibility() const { return state_->visibility; }
Moderation& Federation::moderation() { return state_->moderation; }
Reports& Federation::reports() { return state_->reports; }
Handles& Federation::handles() { return state_->handles; }
Retention& Federation::retention() { return state_->retention; }
Profile Federation::profile() const { return state_->profile.get(); }
Identity& Federation::identity() { return state_->identity; }

Result<void> Federation::block(const std::string& domain, const std::string& reason) {
    return state_->moderation.set({.domain = domain, .level = PolicyLevel::Block, .reason = reason},
                                  "node");
}

Result<void> Federation::set_profile(const Profile& profile) {
    return state_->identity.set_profile(profile);
}

Result<std::string> Federation::follow(const std::string& whom) {
    return state_->follows.follow(whom);
}
Result<void> Federation::unfollow(const std::string& actor_id) {
    return state_->follows.unfollow(actor_id);
}
std::vector<Followed> Federation::followers(std::int64_t most) const {
    return state_->follows.followers(most);
}
std::int64_t Federation::follower_count() const { return state_->follows.follower_count(); }
bool Federation::is_follower(const std::string& actor) const {
    return state_->follows.is_follower(actor);
}
std::vector<Followed> Federation::following() const { return state_->follows.following(); }

Result<void> Federation::react(ReactionKind kind, const std::string& object) {
    return state_->reactions.add(kind, object);
}
Result<void> Federation::unreact(ReactionKind kind, const std::string& object) {
    return state_->reactions.remove(kind, object);
}
Result<void> Federation::revoke_quote(const std::string& authorization) {
    auto revoked = federation::revoke_quote(state_->database, state_->actors, state_->outbox,
                                            authorization, state_->clock.now());
    if (revoked) state_->outbox.wake();
    return revoked;
}
Result<std::string> Federation::bring(const std::string& address) {
    return brought(state_->parts, address);
}
Result<Federation::Changed> Federation::fetch_if_changed(const std::string& url,
                                                         const std::string& tag) {
    auto fetched = TRY(state_->fetch.fetch_if_changed(url, tag));
    return Changed{fetched.changed, std::move(fetched.tag), std::move(fetched.body)};
}
Result<std::string> Federation::meet(const std::string& actor) {
    if (!state_->remote.is_known(actor)) {
        auto met = state_->remote.fetch_actor(actor);
        if (!met) return std::unexpected(met.error());
    }
    auto reader = state_->database.read();
    auto query = reader->query("SELECT json FROM remote_actor WHERE id = ?").arg(actor);
    if (!query.step()) return refuse(Fault::NotFound, "not kept: " + actor);
    return query.text(0);
}
bool Federation::is_signed_by(const nlohmann::json& object, const std::string& actor) const {
    const auto method = activitypub::proof_method(object);
    if (!method || !activitypub::same_origin(*method, actor)) return false;
    const auto key = state_->remote.key(*method);
    return key && key->owner == actor && activitypub::verify_proof(object, key->key).has_value();
}
Result<void> Federation::reachable(const std::string& author) {
    return is_reachable(state_->database, state_->actors, author, state_->clock.now());
}

std::vector<HostQueue> Federation::queue() const {
    std::vector<HostQueue> hosts;
    auto reader = state_->database.read();
    auto query = reader->query(
        "SELECT host, sum(state = 'waiting'), sum(state = 'failed'), min(created_at), "
        "coalesce((SELECT e.error FROM delivery e WHERE e.host = d.host AND e.error <> '' "
        "ORDER BY e.id DESC LIMIT 1), ''), "
        "min(CASE WHEN state = 'waiting' THEN max(next_at, coalesce((SELECT p.retry_at FROM "
        "peer_host p "
        "WHERE p.host = d.host), 0)) END) FROM delivery d GROUP BY host ORDER BY 2 DESC, host");
    while (query.step()) {
        hosts.push_back({.host = query.text(0),
                         .waiting = query.number(1),
                         .failed = query.number(2),
                         .oldest = base::from_millis(query.number(3)),
                         .error = query.text(4),
                         .next = query.is_null(5) || query.number(5) >= kNever
                                     ? std::nullopt
                                     : std::optional(base::from_millis(query.number(5)))});
    }
    return hosts;
}

std::vector<QueuedThing> Federation::queued_for(const std::string& host, std::size_t limit) const {
    std::vector<QueuedThing> things;
    auto reader = state_->database.read();
    auto query = reader
                     ->query(
                         "SELECT o.type, coalesce(json_extract(o.json, '$.object.name'), "
                         "json_extract(t.json, '$.name'), ''), d.created_at, d.state = 'failed' "
                         "FROM delivery d LEFT JOIN object o ON o.id = d.activity "
                         "LEFT JOIN object t ON t.id = json_extract(o.json, '$.object') "
                         "WHERE d.host = ? ORDER BY d.created_at DESC LIMIT ?")
                     .arg(host)
                     .arg(static_cast<std::int64_t>(limit));
    while (query.step()) {
        things.push_back({.type = query.text(0),
                          .title = query.text(1),
                          .since = base::from_millis(query.number(2)),
                          .failed = query.number(3) != 0});
    }
    return things;
}

Result<std::int64_t> Federation::retry(const std::string& host) {
    return state_->delivery.retry(host);
}
Result<std::int64_t> Federation::abandon(const std::string& host) {
    return state_->database.write_value(
        [&](storage::Connection& connection) -> Result<std::int64_t> {
            return DeliveryStore(connection).drop(host);
        });
}

std::string Federation::association_document() const { return *state_->documents.association(); }

std::optional<Federation::Stored> Federation::stored(const std::string& id) const {
    auto found = stored_document(state_->database, id);
    if (!found || !state_->visibility.can_see_document(
                      Viewer::Anyone, nlohmann::json::parse(found->json, nullptr, false))) {
        return std::nullopt;
    }
    return Stored{
        .json = std::move(found->json), .deleted = found->deleted, .public_ = found->public_};
}

}  // namespace essaim::federation
