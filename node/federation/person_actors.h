// Members with an address of their own in the fediverse: only those who asked
// for it. They can be followed and say nothing. A name is given once, for ever
// (security.md A12); who leaves says so, signed with the key that is still
// served, and answers 410 afterwards. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/federation/identity_parts.h"

namespace essaim::federation {

class PersonActors {
  public:
    explicit PersonActors(const IdentityParts& parts) : parts_(parts) {}

    // Null: this account has none, or is leaving.
    const LocalActor* of(std::string_view account) const;
    // A French sentence, or nothing: the name may be had.
    std::optional<std::string_view> problem_with(std::string_view name) const;
    // Makes keys, which takes a while: not in a request thread. Faults: Conflict
    // (the account has an address already), Unprocessable (the name).
    Result<void> add(const std::string& name, const std::string& display_name,
                     const std::string& account);
    // Delete{actor} to every server we know; 410 once it has arrived.
    Result<void> remove(const std::string& account);
    // Those whose goodbye has arrived, or who have waited for a week.
    Result<void> finish_leaving();

  private:
    const IdentityParts& parts_;
};

}  // namespace essaim::federation
