// Follow received: the follower is stored and our Accept, which embeds the
// Follow, is queued in the same transaction. A repeat gets its Accept again.
#pragma once

#include "activitypub/vocabulary/activity.h"
#include "node/federation/inbox.h"

namespace essaim::federation::verbs {

Result<void> follow(const InboxParts& parts, storage::Connection& connection,
                    const activitypub::Activity& activity);
// Block of one of ours: its author no longer follows us nor is followed.
Result<void> block(const InboxParts& parts, storage::Connection& connection,
                   const activitypub::Activity& activity);

}  // namespace essaim::federation::verbs
