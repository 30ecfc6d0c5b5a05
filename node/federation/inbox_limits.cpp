#include "node/federation/inbox_limits.h"

#include "activitypub/iri.h"
#include "node/base/log.h"
#include "node/web/client_address.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;

// The rates are those of security.md M9. An hour of Follows, ten minutes of
// anything else may come at once: a well-known post, or our own return after
// an outage.
const web::RateRule kKeys{"unknown key", 60, 6s};
const web::RateRule kActivities{"activity", 600, 1s};
const web::RateRule kFollows{"follow", 30, 2min};

}  // namespace

std::optional<web::Response> InboxLimits::take(const web::RateRule& rule,
                                               const std::string& whose) {
    const auto verdict = limiter_.take(rule, whose, clock_.ticks());
    if (verdict.allowed) return std::nullopt;
    base::log::info("inbox limit", {{"rule", rule.name}, {"who", whose}});
    return web::Response::text(429, "Too many. Try again later.\n")
        .with("Retry-After", std::to_string(verdict.retry_after.count()));
}

std::optional<web::Response> InboxLimits::for_key(const std::string& client) {
    if (web::is_loopback(client)) return std::nullopt;
    return take(kKeys, client);
}

std::optional<web::Response> InboxLimits::for_activity(const activitypub::Activity& activity,
                                                       const std::string& client) {
    if (web::is_loopback(client)) return std::nullopt;
    const auto host = activitypub::host_of(activity.actor);
    if (activity.type == "Follow") {
        if (auto refused = take(kFollows, host)) return refused;
    }
    return take(kActivities, host);
}

}  // namespace essaim::federation
