// Keeping what others wrote: stored as it was said, put in its thread, handed
// to the feature that knows its type; and what it answers, if we lack it, is
// put on the list of what to fetch (missing.h).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/object.h"
#include "node/federation/inbox.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

// In the caller's transaction, of an object whose author and audience were
// checked. `depth`: how far above a reply it was found.
Result<void> keep(const InboxParts& parts, storage::Connection& connection,
                  const activitypub::Activity& activity, const nlohmann::json& object, int depth);

// A document fetched from its own address: may it be kept, as if its author had
// just said it? Public, written by somebody at home there, of a kind we show.
Result<activitypub::Object> may_be_kept(const InboxParts& parts, const nlohmann::json& document);
// Keeps it. Without effect on what is held, ours, or was deleted before.
Result<void> take_in(const InboxParts& parts, storage::Connection& connection,
                     const nlohmann::json& document, int depth);
// What is at this address, fetched and kept unless it is held; its id. The
// error's detail is a sentence in French.
Result<std::string> brought(const InboxParts& parts, const std::string& address);
// Who wrote it, to be shown by name. Waits for the network; a failure is none.
void meet_author(const InboxParts& parts, const std::string& actor);

}  // namespace essaim::federation
