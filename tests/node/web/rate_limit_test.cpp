#include "node/web/rate_limit.h"

#include <doctest/doctest.h>

#include <string>

using namespace essaim::web;
using namespace std::chrono_literals;

namespace {
const RateRule kSignIn{"sign-in", 3, 10s};
}

TEST_CASE("a bucket gives its burst, then one token per refill") {
    RateLimiter limiter;
    for (int i = 0; i < 3; ++i) CHECK(limiter.take(kSignIn, "192.0.2.1", 1s).allowed);
    const auto refused = limiter.take(kSignIn, "192.0.2.1", 1s);
    CHECK_FALSE(refused.allowed);
    CHECK(refused.retry_after == 10s);
    CHECK(limiter.take(kSignIn, "192.0.2.1", 10'999ms).retry_after == 1s);
    CHECK(limiter.take(kSignIn, "192.0.2.1", 11s).allowed);
    CHECK_FALSE(limiter.take(kSignIn, "192.0.2.1", 11s).allowed);
    for (int i = 0; i < 3; ++i) CHECK(limiter.take(kSignIn, "192.0.2.1", 1000s).allowed);
    CHECK_FALSE(limiter.take(kSignIn, "192.0.2.1", 1000s).allowed);
}

TEST_CASE("rules and clients have buckets of their own; a /64 is one client") {
    const RateRule once{"once", 1, 10s};
    const RateRule other{"other", 1, 10s};
    struct Row {
        const RateRule* rule;
        std::string client;
        bool allowed;
    };
    const Row rows[] = {
        {&once, "192.0.2.1", true},         {&once, "192.0.2.2", true},
        {&other, "192.0.2.1", true},        {&once, "::ffff:192.0.2.1", false},
        {&once, "2001:db8:0:1::1", true},   {&once, "2001:db8:0:1:ffff::2", false},
        {&once, "2001:db8:0:2::1", true},   {&once, "anna@example.org", true},
        {&once, "anna@example.org", false},
    };
    RateLimiter limiter;
    for (const auto& row : rows) {
        CAPTURE(row.client);
        CHECK(limiter.take(*row.rule, row.client, 0s).allowed == row.allowed);
    }
}

TEST_CASE("a flood of clients cannot fill the memory, nor free the one that is throttled") {
    RateLimiter limiter(100);
    for (int i = 0; i < 3; ++i) limiter.take(kSignIn, "attacker", 0s);
    for (int i = 0; i < 10'000; ++i) {
        CHECK(limiter.take(kSignIn, "c" + std::to_string(i), 0s).allowed);
        CHECK(limiter.size() <= 100);
    }
    CHECK_FALSE(limiter.take(kSignIn, "attacker", 0s).allowed);
}
