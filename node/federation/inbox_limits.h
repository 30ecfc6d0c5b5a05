// How often strangers' servers may write to us and make us ask (security.md C7,
// D7, M9). Before the signature is known only the client's address counts, so
// that nobody spends what belongs to another host; afterwards the host does.
// Nothing is counted from this machine itself. Any thread.
#pragma once

#include <optional>
#include <string>

#include "activitypub/vocabulary/activity.h"
#include "node/base/clock.h"
#include "node/web/rate_limit.h"
#include "node/web/response.h"

namespace essaim::federation {

class InboxLimits {
  public:
    explicit InboxLimits(const base::Clock& clock) : clock_(clock) {}
    // Each answers with the 429 to send, if there were too many.
    std::optional<web::Response> for_key(const std::string& client);
    std::optional<web::Response> for_activity(const activitypub::Activity& activity,
                                              const std::string& client);

  private:
    std::optional<web::Response> take(const web::RateRule& rule, const std::string& whose);
    const base::Clock& clock_;
    web::RateLimiter limiter_;
};

}  // namespace essaim::federation
