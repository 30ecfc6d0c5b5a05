#include "node/federation/inbox_forwarding.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/signatures/integrity_proof.h"
#include "node/federation/object_store.h"
#include "node/federation/outbox.h"
#include "node/federation/remote_actors.h"
#include "node/federation/threads.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;

// Each is one delivery per host of our followers: nobody makes us a cannon.
constexpr int kPerHourOfOneHost = 30;
constexpr int kPerHour = 120;
constexpr auto kKept = 24h * 7;

bool names(const std::vector<std::string>& recipients, const std::string& collection) {
    return std::ranges::find(recipients, collection) != recipients.end();
}

}  // namespace

bool is_proven(const InboxParts& parts, const activitypub::Activity& activity) {
    const auto method = activitypub::proof_method(*activity.document);
    if (!method || !activitypub::same_origin(*method, activity.actor)) return false;
    const auto key = parts.remote.key(*method);
    return key && key->owner == activity.actor &&
           activitypub::verify_proof(*activity.document, key->key).has_value();
}

Forwarding::Forwarding(const InboxParts& parts, storage::Connection& connection,
                       const Prepared& prepared)
    : parts_(parts), connection_(connection), prepared_(prepared) {
    const auto& activity = prepared.activity;
    const auto followers = parts.actors.association().id + "/followers";
    using Kind = Prepared::Kind;
    candidate_ = prepared.proven &&
                 (prepared.kind == Kind::Publish || prepared.kind == Kind::Delete) &&
                 (names(activity.to, followers) || names(activity.cc, followers) ||
                  names(activity.audience, followers));
    if (!candidate_) return;
    before_ = state();
    ours_before_ = is_in_our_thread();
}

std::string Forwarding::state() const {
    const auto found = ObjectStore(connection_).find(prepared_.activity.object_id);
    return !found ? "" : found->deleted ? "deleted" : found->json;
}

bool Forwarding::is_in_our_thread() const {
    return !Threads(connection_, parts_.actors.base())
                .thread_of(prepared_.activity.object_id)
                .empty();
}

bool Forwarding::has_room() const {
    const auto since = base::to_millis(parts_.clock.now() - 1h);
    auto query = connection_.query(
        "SELECT count(*), coalesce(sum(host = ?), 0) FROM forwarded WHERE at > ?");
    query.arg(activitypub::host_of(prepared_.activity.actor)).arg(since);
    query.step();
    return query.number(0) < kPerHour && query.number(1) < kPerHourOfOneHost;
}

Result<void> Forwarding::pass_on() {
    if (!candidate_ || state() == before_ || !(ours_before_ || is_in_our_thread())) return {};
    if (!has_room()) return {};
    const auto& activity = prepared_.activity;
    const auto now = parts_.clock.now();
    std::string bytes;  // as they came
    {
        auto query =
            connection_.query("SELECT body FROM inbox WHERE activity = ?").arg(activity.id);
        if (query.step()) bytes = query.text(0);
    }
    if (bytes.empty()) return {};
    ObjectStore(connection_).save(activity.id, activity.type, activity.actor, false, bytes, now);
    connection_.query("INSERT OR IGNORE INTO forwarded (activity, host, at) VALUES (?,?,?)")
        .arg(activity.id)
        .arg(activitypub::host_of(activity.actor))
        .arg(base::to_millis(now))
        .run();
    return parts_.outbox.pass_on(connection_, activity.id, now);
}

void clean_forwarded(storage::Connection& connection, base::Instant now) {
    const auto before = base::to_millis(now - kKept);
    connection
        .query(
            "DELETE FROM object WHERE local = 0 AND id IN "
            "(SELECT activity FROM forwarded WHERE at < ?)")
        .arg(before)
        .run();
    connection.query("DELETE FROM forwarded WHERE at < ?").arg(before).run();
}

}  // namespace essaim::federation
