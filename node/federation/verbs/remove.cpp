#include "node/federation/verbs/remove.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "node/federation/object_store.h"
#include "node/federation/quotes.h"
#include "node/federation/reactions.h"
#include "node/federation/remote_actors.h"
#include "node/federation/verbs/quote_answer.h"
#include "node/storage/connection.h"

namespace essaim::federation::verbs {

Result<void> remove(const InboxParts& parts, storage::Connection& connection,
                    const activitypub::Activity& activity) {
    const auto now = parts.clock.now();
    ObjectStore store(connection);
    store.remember_undone(activity.object_id, activity.actor, now);
    TRY(quote_taken_back(parts, connection, activity));
    const auto known = store.find(activity.object_id);
    if (!known || known->deleted) return {};
    if (known->local || known->actor != activity.actor)
        return refuse(Fault::Forbidden, "Delete of somebody else's object");
    store.bury(activity.object_id,
               activitypub::make_tombstone(activity.object_id, known->type, now).dump(), now);
    const auto* handler = parts.registry.find("Delete", known->type);
    if (handler == nullptr) return {};
    return (*handler)(connection, {activity, nullptr, known->type, now});
}

Result<void> remove_actor(const InboxParts& parts, storage::Connection& connection,
                          const activitypub::Activity& activity) {
    const auto now = parts.clock.now();
    ObjectStore store(connection);
    for (const auto& id : store.ids_by(activity.actor)) {
        auto one = activity;
        one.object_id = id;
        if (auto removed = remove(parts, connection, one); !removed) return removed;
    }
    for (const auto* sql :
         {"DELETE FROM follower WHERE actor = ?", "DELETE FROM following WHERE actor = ?",
          "DELETE FROM quote_authorization WHERE actor = ?"}) {
        connection.query(sql).arg(activity.actor).run();
    }
    Reactions(connection).remove_of_actor(activity.actor);
    store.remember_undone(activity.actor, activity.actor, now);
    parts.remote.forget(connection, activity.actor);
    return {};
}

}  // namespace essaim::federation::verbs
