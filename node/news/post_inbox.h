// What arrives about news: posts of those we follow and replies to ours, their
// edits and deletions. Handlers for federation/inbox_registry.h, run inside
// its transaction; all are idempotent by the object's id.
#pragma once

#include "node/federation/inbox_registry.h"
#include "node/federation/local_actors.h"

namespace essaim::news {

// `actors`: ours, to notice who is mentioned.
void register_inbox(federation::InboxRegistry& registry, const federation::LocalActors& actors);

}  // namespace essaim::news
