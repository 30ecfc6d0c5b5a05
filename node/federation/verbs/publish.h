// Create and Update received, already found allowed: the object is kept as it
// was said, then the feature that knows its type takes it over.
#pragma once

#include "node/federation/inbox_action.h"

namespace essaim::federation::verbs {

Result<void> publish(const InboxParts& parts, storage::Connection& connection,
                     const Prepared& prepared);

}  // namespace essaim::federation::verbs
