// New keys for all our actors (federation.md §4.1). The Update that announces a
// key is signed with the one it replaces, and so is all that goes to a host
// where that Update has not arrived yet (delivery_post.h): GoToSocial and
// Misskey never ask for a key again. The old key is dropped after a week, and
// not before everybody has been told.
#pragma once

#include <optional>

#include "node/federation/identity_parts.h"

namespace essaim::federation {

struct KeyState {
    int number = 1;  // of the association's key
    std::optional<base::Instant> rotated;
    std::int64_t untold = 0;  // servers where the announcement still waits
    bool may_rotate = true;
};

class KeyRotation {
  public:
    explicit KeyRotation(const IdentityParts& parts) : parts_(parts) {}
    // Makes keys, which takes a second: not in a request thread. Fault::Conflict,
    // with a French sentence, within a week of the last time.
    Result<void> rotate();
    Result<void> retire_old();  // what is a week old and announced everywhere
    KeyState state() const;
    // Does this host still know the old key only?
    bool uses_old(const LocalActor& actor, const std::string& host) const;

  private:
    const IdentityParts& parts_;
};

}  // namespace essaim::federation
