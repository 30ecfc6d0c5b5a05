#include "node/federation/verbs/follow.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "node/federation/object_store.h"
#include "node/federation/outbox.h"
#include "node/storage/connection.h"

namespace essaim::federation::verbs {

namespace {

constexpr std::int64_t kMostFollowers = 100'000;  // security.md §0.11

bool is_full(storage::Connection& connection, const std::string& name, const std::string& actor) {
    if (connection.query("SELECT 1 FROM follower WHERE local_name = ? AND actor = ?")
            .arg(name)
            .arg(actor)
            .step())
        return false;
    auto query = connection.query("SELECT count(*) FROM follower WHERE local_name = ?").arg(name);
    return query.step() && query.number(0) >= kMostFollowers;
}

}  // namespace

Result<void> follow(const InboxParts& parts, storage::Connection& connection,
                    const activitypub::Activity& activity) {
    const auto* target = parts.actors.by_id(activity.object_id);
    if (target == nullptr || !target->can_be_followed())
        return refuse(Fault::NotFound, "Follow of nobody here");
    const auto now = parts.clock.now();
    if (ObjectStore(connection).is_undone(activity.id, activity.actor))
        return {};  // its Undo came first
    if (is_full(connection, target->name, activity.actor))
        return refuse(Fault::TooMany, "no room for another follower");
    connection
        .query(
            "INSERT INTO follower (local_name, actor, activity, since) VALUES (?,?,?,?) "
            "ON CONFLICT (local_name, actor) DO UPDATE SET activity = excluded.activity")
        .arg(target->name)
        .arg(activity.actor)
        .arg(activity.id)
        .arg(base::to_millis(now))
        .run();
    const auto accept =
        activitypub::make_accept(parts.outbox.new_activity_id(now), target->id, *activity.document);
    return parts.outbox.send_to(connection, accept, activity.actor, now);
}

Result<void> block(const InboxParts& parts, storage::Connection& connection,
                   const activitypub::Activity& activity) {
    const auto* target = parts.actors.by_id(activity.object_id);
    if (target == nullptr) return {};
    for (const auto* sql : {"DELETE FROM follower WHERE local_name = ? AND actor = ?",
                            "DELETE FROM following WHERE local_name = ? AND actor = ?"}) {
        connection.query(sql).arg(target->name).arg(activity.actor).run();
    }
    return {};
}

}  // namespace essaim::federation::verbs
