#include "node/federation/identity_parts.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/vocabulary/terms.h"
#include "node/storage/connection.h"

namespace essaim::federation {

Result<void> announce(const IdentityParts& parts, storage::Connection& connection,
                      const LocalActor& actor, const Profile& profile, base::Instant now,
                      std::string activity) {
    if (activity.empty()) activity = parts.outbox.new_activity_id(now);
    auto document = actor_json(parts.actors, actor, profile, standing_of(connection, actor));
    return parts.outbox.publish(
        connection,
        activitypub::make_activity(activity, "Update", actor.id, std::move(document),
                                   {std::string(activitypub::kPublic)}, {actor.id + "/followers"},
                                   now),
        Listing::Unlisted, now, Reach::KnownHosts);
}

Result<void> refresh(const IdentityParts& parts) {
    auto reloaded = parts.actors.reload(parts.database);
    parts.documents.rebuild();
    parts.outbox.wake();
    return reloaded;
}

}  // namespace essaim::federation
