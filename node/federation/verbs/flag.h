// Flag received: a report about something of ours or that we hold, for the
// moderators; which of the other server's people made it is not kept (case 66,
// security.md M5). What repeats, is too much or is about nothing has no effect.
#pragma once

#include "activitypub/vocabulary/activity.h"
#include "node/federation/inbox.h"

namespace essaim::federation::verbs {

Result<void> flag(const InboxParts& parts, storage::Connection& connection,
                  const activitypub::Activity& activity);

}  // namespace essaim::federation::verbs
