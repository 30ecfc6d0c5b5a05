#include "node/federation/delivery_rules.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "activitypub/date.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
using Millis = std::chrono::milliseconds;

constexpr std::array<Millis, 12> kDelays = {1min, 2min, 4min, 8min, 16min, 32min,
                                            1h,   2h,   4h,   8h,   12h,   12h};
// A refused signature may be the peer's clock or its cache of our key.
constexpr std::array<Millis, 3> kRefusedDelays = {1h, 7h, 24h};
constexpr std::array<int, 8> kPermanent = {404, 405, 406, 410, 413, 415, 422, 501};
constexpr Millis kLongestWait = 24h;

constexpr std::int64_t kBreaker = 5;
constexpr Millis kProbe = 30min;
constexpr Millis kSlowProbe = 24h;
constexpr Millis kSlowAfter = 24h * 7;
constexpr Millis kGiveUpAfter = 24h * 90;
// So many probes at least, lest a clock that jumps give everybody up at once.
constexpr std::int64_t kLeastProbes = 60;

bool refuses_signature(int status) { return status == 400 || status == 401 || status == 403; }
bool is_busy(int status) { return status == 408 || status == 425 || status == 429; }

}  // namespace

Verdict judge(int status, std::int64_t tries, bool other_scheme_tried) {
    const auto until = [tries](std::size_t most) {
        return tries > static_cast<std::int64_t>(most) ? Verdict::Failed : Verdict::Later;
    };
    if (status >= 200 && status < 300) return Verdict::Delivered;
    if (refuses_signature(status)) {
        return other_scheme_tried ? until(kRefusedDelays.size()) : Verdict::OtherScheme;
    }
    if (std::ranges::find(kPermanent, status) != kPermanent.end()) return Verdict::Failed;
    return until(kDelays.size());
}

Millis delay_after(int status, std::int64_t tries, double roll) {
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(tries, 1) - 1);
    const auto delay = refuses_signature(status)
                           ? kRefusedDelays[std::min(at, kRefusedDelays.size() - 1)]
                           : kDelays[std::min(at, kDelays.size() - 1)];
    const auto spread = static_cast<double>(delay.count()) * (0.8 + 0.4 * roll);
    return Millis(static_cast<std::int64_t>(spread));
}

std::optional<base::Instant> asked_to_wait_until(int status, std::string_view retry_after,
                                                 base::Instant now) {
    if (retry_after.empty() || !(is_busy(status) || status >= 500)) return std::nullopt;
    std::int64_t seconds = 0;
    const auto* last = retry_after.data() + retry_after.size();
    const auto [end, fault] = std::from_chars(retry_after.data(), last, seconds);
    auto until = now;
    if (fault == std::errc{} && end == last) {
        // Bounded before it is multiplied: a stranger wrote the number.
        const auto bounded = std::clamp<std::int64_t>(seconds, 0, 86'400);
        until = now + std::chrono::seconds(bounded);
    } else if (const auto date = activitypub::parse_http_date(retry_after)) {
        until = std::min<base::Instant>(*date, now + kLongestWait);
    }
    if (until <= now) return std::nullopt;
    return until;
}

bool is_open(const PeerHost& host) { return host.failures >= kBreaker; }

bool is_given_up(const PeerHost& host) { return host.retry_at >= kNever; }

PeerHost after_answer(PeerHost host, int status, activitypub::Scheme scheme, base::Instant now) {
    const auto millis = base::to_millis(now);
    if (status > 0 && status < 500) {  // somebody is there, whatever they think of it
        const bool arrived = status >= 200 && status < 300;
        const auto* name = scheme == activitypub::Scheme::Rfc9421 ? "rfc9421" : "cavage";
        return {arrived ? name : host.scheme, 0, 0, 0};
    }
    if (host.failures == 0) host.silent_since = millis;
    ++host.failures;
    if (!is_open(host)) return host;
    const Millis silent(millis - host.silent_since);
    if (silent > kGiveUpAfter && host.failures >= kLeastProbes) {
        host.retry_at = kNever;
    } else {
        host.retry_at = base::to_millis(now + (silent > kSlowAfter ? kSlowProbe : kProbe));
    }
    return host;
}

}  // namespace essaim::federation
