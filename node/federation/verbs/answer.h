// Accept and Reject received: only of our own Follow, only from the one asked
// (security.md B12). A Reject after an Accept ends the following (case 40).
#pragma once

#include "activitypub/vocabulary/activity.h"
#include "node/federation/inbox.h"

namespace essaim::federation::verbs {

Result<void> answer(const InboxParts& parts, storage::Connection& connection,
                    const activitypub::Activity& activity);

}  // namespace essaim::federation::verbs
