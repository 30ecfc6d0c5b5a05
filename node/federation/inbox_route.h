// POST to an inbox: is it ActivityStreams, is it small enough, who signed it,
// may they be heard? Then it is stored and 202 sent when it is on the disk.
// Answers only from what is in memory or our database; where a key is missing
// the request waits, not the thread (federation.md §5, cases 12-31).
#pragma once

#include <string>

#include "activitypub/vocabulary/activity.h"
#include "node/federation/authenticate.h"
#include "node/federation/inbox.h"
#include "node/federation/inbox_limits.h"
#include "node/web/response.h"
#include "node/web/router.h"

namespace essaim::federation {

class Delivery;
class FollowersSync;

class InboxRoute {
  public:
    InboxRoute(const InboxParts& parts, Inbox& inbox, Delivery& delivery, FollowersSync& sync)
        : parts_(parts), inbox_(inbox), delivery_(delivery), sync_(sync), limits_(parts.clock) {}

    void add_to(web::Router& router);  // /inbox, /actor/inbox, /@{name}/inbox
    web::Response post(const web::Request& request);

  private:
    web::Response key_missing(const web::Request& request, const activitypub::Activity& activity,
                              const Authentication& who);
    web::Response with_proof(const web::Request& request, const activitypub::Activity& activity);
    web::Response park(const web::Request& request, const std::string& key_id);
    web::Response accept(const web::Request& request, const activitypub::Activity& activity);
    bool is_confirmed_leaving(const activitypub::Activity& activity,
                              const std::string& key_id) const;

    const InboxParts parts_;
    Inbox& inbox_;
    Delivery& delivery_;
    FollowersSync& sync_;
    InboxLimits limits_;
};

}  // namespace essaim::federation
