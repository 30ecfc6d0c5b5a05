// How long this node was away, and what follows from it (federation.md §7):
// after more than three days Mastodon and Misskey no longer deliver, and what
// Lemmy kept is lost. One signed Update of the association to every server we
// know lifts their marks; the outboxes of those we follow fill the gap.
#pragma once

#include <optional>

#include "node/federation/identity_parts.h"

namespace essaim::federation {

class Absence {
  public:
    explicit Absence(const IdentityParts& parts) : parts_(parts) {}
    // At start, before anything is written down: catches up if it was long.
    // Since when, if so.
    Result<std::optional<base::Instant>> catch_up();
    void still_here();  // every few minutes

  private:
    const IdentityParts& parts_;
};

}  // namespace essaim::federation
