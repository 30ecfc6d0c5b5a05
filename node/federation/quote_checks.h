// Did the author of what is quoted agree (FEP-044f)? A quote counts only with an
// authorization that its author's own server serves and that names exactly these
// two posts (security.md B12), or if both posts are the same author's.
#pragma once

#include "node/federation/inbox.h"

namespace essaim::federation {

// The next one that waits; false if none does. Asks the network, at most twice:
// on the thread of missing.h, out of its budget.
bool check_next_quote(const InboxParts& parts);

}  // namespace essaim::federation
