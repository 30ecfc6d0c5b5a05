// Incoming QuoteRequest (FEP-044f, Mastodon 4.5): who quotes a public post of
// ours in a public post of their own gets an authorization, once for each, and
// anybody else a Reject; nobody is told more about what they may not see.
#pragma once

#include "node/federation/inbox_action.h"

namespace essaim::federation::verbs {

Result<void> prepare_quote(const InboxParts& parts, Prepared& prepared, Network network);
Result<void> quote(const InboxParts& parts, storage::Connection& connection,
                   const Prepared& prepared);

}  // namespace essaim::federation::verbs
