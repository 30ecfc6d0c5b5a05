// How often one client may ask for what (security.md D7, M9): the first rule
// that fits a request counts. The client is the address that client_of() found;
// this machine's own is not counted, for it is a proxy that does not say whom
// it speaks for, or a test. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "node/base/clock.h"
#include "node/web/rate_limit.h"
#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {

class RequestLimits {
  public:
    struct Options {
        int pages_per_minute = 60;  // five minutes' worth at once; 0: nothing is limited
        bool count_loopback = false;
    };
    RequestLimits(const base::Clock& clock, Options options) : clock_(clock), options_(options) {}

    // The 429 to send instead of handling the request, if there were too many.
    std::optional<Response> refuse(const Request& request);

  private:
    std::optional<RateRule> rule_for(std::string_view method, std::string_view path) const;
    const base::Clock& clock_;
    const Options options_;
    RateLimiter limiter_;
};

}  // namespace essaim::web
