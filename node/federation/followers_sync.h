// FEP-8fcf, both ways: the part of our followers that lies on the asking
// server, for that server alone (case 41); and, when a peer's digest of us
// differs from what we know, its part about us fetched and believed: a Follow
// it does not count is forgotten, one we do not know of is undone.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "node/base/guarded.h"
#include "node/federation/errands.h"
#include "node/federation/inbox.h"
#include "node/federation/inbox_limits.h"
#include "node/web/response.h"
#include "node/web/router.h"

namespace essaim::federation {

class FollowersSync {
  public:
    FollowersSync(const InboxParts& parts, Errands& errands)
        : parts_(parts), errands_(errands), limits_(parts.clock) {}

    void add_to(web::Router& router);
    // A delivery that was authenticated; its header counts only if it was signed, too.
    void heard(const web::Request& request, const std::string& actor);
    // Fetches the peer's part about us and mends what differs. Waits for the network.
    Result<void> mend(const std::string& actor, const std::string& url);

  private:
    web::Response partial_collection(const web::Request& request);
    bool may_ask_again(const std::string& actor);

    const InboxParts& parts_;
    Errands& errands_;
    InboxLimits limits_;
    base::Guarded<std::map<std::string, std::chrono::milliseconds>> asked_;  // by actor, ticks
};

}  // namespace essaim::federation
