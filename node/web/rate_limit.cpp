#include "node/web/rate_limit.h"

#include <algorithm>
#include <vector>

#include "node/web/client_address.h"

namespace essaim::web {

using std::chrono::milliseconds;

RateVerdict RateLimiter::take(const RateRule& rule, std::string_view client, milliseconds now) {
    const std::string key = rule.name + '\n' + client_key(client);
    return buckets_.with([&](Buckets& buckets) -> RateVerdict {
        const auto found = buckets.find(key);
        const auto full_at =
            (found == buckets.end() ? now : std::max(found->second, now)) + rule.refill;
        const auto ahead = full_at - now - rule.refill * rule.burst;
        if (ahead > milliseconds(0)) {
            return {false, std::chrono::ceil<std::chrono::seconds>(ahead)};
        }
        if (found != buckets.end()) {
            found->second = full_at;
        } else {
            if (buckets.size() >= capacity_) make_room(buckets, now);
            buckets.emplace(key, full_at);
        }
        return {};
    });
}

std::size_t RateLimiter::size() const {
    return buckets_.with([](const Buckets& buckets) { return buckets.size(); });
}

// A quarter at least goes, so that a flood of new clients pays for this rarely.
void RateLimiter::make_room(Buckets& buckets, milliseconds now) const {
    std::erase_if(buckets, [&](const auto& bucket) { return bucket.second <= now; });
    const auto wanted = capacity_ - capacity_ / 4;
    if (buckets.size() < wanted || buckets.empty()) return;
    std::vector<milliseconds> times;
    times.reserve(buckets.size());
    for (const auto& [key, full_at] : buckets) times.push_back(full_at);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
    std::nth_element(times.begin(), middle, times.end());
    std::erase_if(buckets,
                  [limit = *middle](const auto& bucket) { return bucket.second <= limit; });
}

}  // namespace essaim::web
