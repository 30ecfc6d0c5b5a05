// An Update that is no edit: Mastodon sends the same post again, with the same
// dates, when votes were counted and when a quote was authorised.
#pragma once

#include "node/federation/inbox_action.h"
#include "node/federation/object_store.h"

namespace essaim::federation::verbs {

// Takes over the numbers of a Question and the authorization of a quote, and
// nothing else. `held` is what we have, by the same author.
Result<void> refresh(const InboxParts& parts, storage::Connection& connection,
                     const Prepared& prepared, const StoredObject& held);

}  // namespace essaim::federation::verbs
