// Token buckets, one per rule and client (security.md D7). A client is what
// client_key() says: an IPv4 address or an IPv6 /64; any other text (an
// account) is taken as it is. Time is given, not read. The number of buckets
// is bounded: full ones go first, then those nearest to full. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "node/base/guarded.h"

namespace essaim::web {

struct RateRule {
    std::string name;
    int burst = 1;                       // tokens in a full bucket
    std::chrono::milliseconds refill{};  // for one token; must be positive
};

struct RateVerdict {
    bool allowed = true;
    std::chrono::seconds retry_after{0};  // rounded up; 0 when allowed
};

class RateLimiter {
  public:
    explicit RateLimiter(std::size_t buckets = 20'000) : capacity_(buckets) {}

    // Takes a token if there is one. `now` comes from base::Clock::ticks().
    RateVerdict take(const RateRule& rule, std::string_view client, std::chrono::milliseconds now);
    std::size_t size() const;

  private:
    // When each bucket will be full again: all that a bucket needs to know.
    using Buckets = std::unordered_map<std::string, std::chrono::milliseconds>;
    void make_room(Buckets& buckets, std::chrono::milliseconds now) const;
    const std::size_t capacity_;
    base::Guarded<Buckets> buckets_;
};

}  // namespace essaim::web
