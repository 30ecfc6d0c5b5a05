// Like, EmojiReact, Dislike and Announce received, and their Undo. They count
// for what we hold and everybody may see; a private thing gets none (security.md
// B4). Somebody we follow may also announce what we do not know: it is fetched
// from its origin, never taken out of the Announce.
#pragma once

#include "node/federation/inbox_action.h"

namespace essaim::federation::verbs {

bool is_reaction(const activitypub::Activity& activity);
Result<void> prepare_reaction(const InboxParts& parts, Prepared& prepared, Network network);
Result<void> react(const InboxParts& parts, storage::Connection& connection,
                   const Prepared& prepared);
// What an Undo, by id or with the original inside, takes back of these.
void unreact(storage::Connection& connection, const activitypub::Activity& undo);

}  // namespace essaim::federation::verbs
