// The texts that stand on top of our page: few, public, ours. Peers read them
// in the collection "featured" and hear of changes by Add and Remove
// (federation.md §1, §5; cases 9, 49). Any thread.
#pragma once

#include <string>
#include <vector>

#include "node/federation/identity_parts.h"

namespace essaim::federation {

class Pins {
  public:
    static constexpr std::size_t kMost = 5;  // as many as Mastodon shows

    explicit Pins(const IdentityParts& parts) : parts_(parts) {}
    // Faults carry a French sentence: NotFound, Conflict (too many).
    Result<void> pin(const std::string& object);
    Result<void> unpin(const std::string& object);
    std::vector<std::string> list() const;  // last pinned first; what was deleted is not in it
    bool is_pinned(const std::string& object) const;

  private:
    Result<void> say(storage::Connection& connection, const char* type,
                     const std::string& object) const;
    const IdentityParts& parts_;
};

std::vector<std::string> pinned_objects(storage::Connection& connection);

}  // namespace essaim::federation
