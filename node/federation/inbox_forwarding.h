// Passing on to our followers what others answer in our threads (ActivityPub
// §7.1.2): only what is new here, what its author addressed to our followers,
// and what carries its author's own proof (FEP-8b32), for nobody needs to
// believe us. The original bytes leave, or nothing (security.md B13).
#pragma once

#include <string>

#include "node/federation/inbox_action.h"

namespace essaim::federation {

// Does the activity carry a proof by a key of its actor that we know already?
bool is_proven(const InboxParts& parts, const activitypub::Activity& activity);

class Forwarding {
  public:
    // Looks at what is there before the effect of `prepared`.
    Forwarding(const InboxParts& parts, storage::Connection& connection, const Prepared& prepared);
    // After it, in the same transaction: passes it on if it changed something.
    Result<void> pass_on();

  private:
    std::string state() const;  // of the object: changes with every effect
    bool is_in_our_thread() const;
    bool has_room() const;

    const InboxParts& parts_;
    storage::Connection& connection_;
    const Prepared& prepared_;
    bool candidate_ = false;
    bool ours_before_ = false;
    std::string before_;
};

// Forgets what was passed on a week ago.
void clean_forwarded(storage::Connection& connection, base::Instant now);

}  // namespace essaim::federation
