// Undo received: of a Follow, embedded or by id (case 39). An Undo of what has
// not come yet is remembered, so that the late original has no effect.
#pragma once

#include "activitypub/vocabulary/activity.h"
#include "node/federation/inbox.h"

namespace essaim::federation::verbs {

Result<void> undo(const InboxParts& parts, storage::Connection& connection,
                  const activitypub::Activity& activity);

}  // namespace essaim::federation::verbs
