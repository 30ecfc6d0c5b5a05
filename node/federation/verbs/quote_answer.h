// What the author of a post says to our wish to quote it (FEP-044f), and when
// they change their mind. The feature that holds the quoting post registered
// "Requote" and says it anew, with the authorization or without.
#pragma once

#include "node/federation/inbox_action.h"
#include "node/federation/quotes.h"

namespace essaim::federation::verbs {

// Accept or Reject of a QuoteRequest of ours. Only its author answers, once: a
// consent stands at their own server.
Result<void> quote_answer(const InboxParts& parts, storage::Connection& connection,
                          const activitypub::Activity& activity, const AskedQuote& asked);

// Delete of what may be an authorization, ours to quote or another's.
Result<void> quote_taken_back(const InboxParts& parts, storage::Connection& connection,
                              const activitypub::Activity& activity);

}  // namespace essaim::federation::verbs
