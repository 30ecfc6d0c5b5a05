// Delete received: of an object, by its author; of an actor, by itself. What
// was shown goes, a Tombstone stays, and a late Create has no effect.
#pragma once

#include "activitypub/vocabulary/activity.h"
#include "node/federation/inbox.h"

namespace essaim::federation::verbs {

Result<void> remove(const InboxParts& parts, storage::Connection& connection,
                    const activitypub::Activity& activity);
Result<void> remove_actor(const InboxParts& parts, storage::Connection& connection,
                          const activitypub::Activity& activity);

}  // namespace essaim::federation::verbs
