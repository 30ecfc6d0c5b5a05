// Everything that changes who speaks from here: the profile, keys, members with
// an address of their own, moving, what stands on top; and the chores that go
// with it. One owner, reached through Federation::identity(). Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "node/federation/absence.h"
#include "node/federation/errands.h"
#include "node/federation/identity_parts.h"
#include "node/federation/key_rotation.h"
#include "node/federation/moves.h"
#include "node/federation/person_actors.h"
#include "node/federation/pins.h"
#include "node/web/response.h"

namespace essaim::federation {

class Identity {
  public:
    explicit Identity(IdentityParts parts);

    // Also tells followers and every server we know. `with`: what must be
    // written with it, or not at all.
    using With = std::function<Result<void>(storage::Connection&)>;
    Result<void> set_profile(const Profile& profile, const With& with = {});

    // For what takes a while, such as making keys: works on another thread; a
    // response that has the wait is held until then, and is a 503 if it failed.
    std::shared_ptr<web::Wait> in_background(const std::string& key,
                                             std::function<Result<void>()> work);

    void start();
    void stop();

  private:
    const IdentityParts parts_;

  public:
    KeyRotation keys;
    PersonActors people;
    Moves moves;
    Pins pins;

  private:
    Absence absence_;
    std::atomic<std::uint64_t> asked_ = 0;
    Errands chores_;
};

}  // namespace essaim::federation
