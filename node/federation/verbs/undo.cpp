#include "node/federation/verbs/undo.h"

#include "activitypub/authority.h"
#include "activitypub/json_access.h"
#include "node/federation/object_store.h"
#include "node/federation/verbs/react.h"
#include "node/storage/connection.h"

#include <nlohmann/json.hpp>

namespace essaim::federation::verbs {

Result<void> undo(const InboxParts& parts, storage::Connection& connection,
                  const activitypub::Activity& activity) {
    const auto now = parts.clock.now();
    std::string original_actor;
    if (activity.object && activity.object_type == "Follow")
        original_actor = activitypub::text_or_id(*activity.object, "actor");
    if (auto allowed = activitypub::may_undo(activity, original_actor); !allowed)
        return std::unexpected(Error(allowed.error()));
    auto gone = connection.query("DELETE FROM follower WHERE actor = ? AND activity = ?")
                    .arg(activity.actor)
                    .arg(activity.object_id)
                    .run();
    if (gone == 0 && activity.object_type == "Follow") {  // some send a new id for the same Follow
        const auto* target =
            parts.actors.by_id(activitypub::text_or_id(*activity.object, "object"));
        if (target != nullptr) {
            gone = connection.query("DELETE FROM follower WHERE actor = ? AND local_name = ?")
                       .arg(activity.actor)
                       .arg(target->name)
                       .run();
        }
    }
    unreact(connection, activity);
    if (!activity.object_id.empty())
        ObjectStore(connection).remember_undone(activity.object_id, activity.actor, now);
    return {};
}

}  // namespace essaim::federation::verbs
