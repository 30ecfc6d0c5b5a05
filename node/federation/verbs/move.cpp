#include "node/federation/verbs/move.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "activitypub/authority.h"
#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "node/federation/domain_policy.h"
#include "node/federation/outbox.h"
#include "node/federation/remote_actors.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation::verbs {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kCooldown = 24h * 7;

bool is_followed(storage::Connection& connection, const std::string& actor) {
    return connection.query("SELECT 1 FROM following WHERE actor = ?").arg(actor).step();
}

bool moved_lately(storage::Connection& connection, const std::string& actor, base::Instant now) {
    return connection.query("SELECT 1 FROM moved WHERE actor = ? AND at > ?")
        .arg(actor)
        .arg(base::to_millis(now - kCooldown))
        .step();
}

struct Ours {  // a Follow of ours
    std::string name;
    std::string activity;
};

std::vector<Ours> who_follows(storage::Connection& connection, const std::string& actor) {
    std::vector<Ours> ours;
    auto query = connection
                     .query(
                         "SELECT local_name, activity FROM following WHERE actor = ? "
                         "AND state IN ('asked', 'accepted')")
                     .arg(actor);
    while (query.step()) ours.push_back({query.text(0), query.text(1)});
    return ours;
}

Result<void> follow_anew(const InboxParts& parts, storage::Connection& connection,
                         const LocalActor& us, const std::string& target) {
    if (connection.query("SELECT 1 FROM following WHERE local_name = ? AND actor = ?")
            .arg(us.name)
            .arg(target)
            .step()) {
        return {};
    }
    const auto now = parts.clock.now();
    const auto id = parts.outbox.new_activity_id(now);
    connection
        .query(
            "INSERT INTO following (local_name, actor, activity, state, since) VALUES "
            "(?,?,?,'asked',?)")
        .arg(us.name)
        .arg(target)
        .arg(id)
        .arg(base::to_millis(now))
        .run();
    return parts.outbox.send_to(connection, activitypub::make_follow(id, us.id, target), target,
                                now);
}

Result<void> change_whom_we_follow(const InboxParts& parts, storage::Connection& connection,
                                   const std::string& origin, const std::string& target) {
    const auto now = parts.clock.now();
    for (const auto& [name, activity] : who_follows(connection, origin)) {
        const auto* us = parts.actors.by_name(name);
        if (us == nullptr) continue;
        if (auto asked = follow_anew(parts, connection, *us, target); !asked) return asked;
        const auto undo =
            activitypub::make_undo(parts.outbox.new_activity_id(now), us->id,
                                   activitypub::make_follow(activity, us->id, origin));
        if (auto told = parts.outbox.send_to(connection, undo, origin, now); !told) return told;
        connection.query("DELETE FROM following WHERE local_name = ? AND actor = ?")
            .arg(name)
            .arg(origin)
            .run();
    }
    return {};
}

}  // namespace

Result<void> prepare_move(const InboxParts& parts, Prepared& prepared, Network network) {
    const auto& activity = prepared.activity;
    {
        auto reader = parts.database.read();
        // Before anything is fetched: is it our business, and not too soon (C4)?
        if (!is_followed(*reader, activity.actor) ||
            moved_lately(*reader, activity.actor, parts.clock.now())) {
            prepared.kind = Prepared::Kind::Ignore;
            return {};
        }
    }
    if (activity.object_id != activity.actor || parts.actors.owns(activity.target)) {
        return refuse(Fault::Forbidden, "a Move of somebody else, or to one of ours");
    }
    if (parts.policy.blocks(activitypub::host_of(activity.target))) {
        return refuse(Fault::Forbidden, "a Move to a blocked server");
    }
    if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
    const auto origin = TRY(parts.remote.fetch_actor(activity.actor));
    const auto target = TRY(parts.remote.fetch_actor(activity.target));
    if (auto allowed = activitypub::may_move(activity, origin, target); !allowed) {
        return std::unexpected(Error(allowed.error()));
    }
    return {};
}

Result<void> move(const InboxParts& parts, storage::Connection& connection,
                  const Prepared& prepared) {
    const auto& origin = prepared.activity.actor;
    const auto& target = prepared.activity.target;
    const auto now = parts.clock.now();
    if (moved_lately(connection, origin, now)) return {};  // two of them were under way
    connection
        .query(
            "INSERT INTO moved (actor, target, at) VALUES (?,?,?) ON CONFLICT (actor) DO UPDATE "
            "SET "
            "target = excluded.target, at = excluded.at")
        .arg(origin)
        .arg(target)
        .arg(base::to_millis(now))
        .run();
    // Who follows us moves by following anew: nobody is sent what they did not ask for.
    return change_whom_we_follow(parts, connection, origin, target);
}

}  // namespace essaim::federation::verbs
