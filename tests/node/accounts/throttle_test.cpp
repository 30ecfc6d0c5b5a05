#include "node/accounts/throttle.h"

#include <doctest/doctest.h>

using essaim::accounts::Throttle;
using namespace std::chrono_literals;

TEST_CASE("ten tries in a quarter of an hour per account, whoever tries") {
    Throttle throttle;
    for (int i = 0; i < 10; ++i)
        CHECK(throttle.allow("marie", "192.0.2." + std::to_string(i), 0ms));
    CHECK_FALSE(throttle.allow("marie", "192.0.2.99", 1min));
    CHECK(throttle.allow("paul", "192.0.2.99", 1min));
    CHECK_FALSE(throttle.allow("marie", "192.0.2.99", 15min - 1ms));
    CHECK(throttle.allow("marie", "192.0.2.99", 15min));
}

TEST_CASE("ten tries per client, an IPv6 client being its /64") {
    Throttle throttle;
    for (int i = 0; i < 10; ++i) {
        const auto n = std::to_string(i);
        CHECK(throttle.allow("v6-" + n, "2001:db8:1:2::" + n, 0ms));
        CHECK(throttle.allow("v4-" + n, "192.0.2.1", 0ms));
    }
    CHECK_FALSE(throttle.allow("x", "2001:db8:1:2:ffff::1", 0ms));
    CHECK_FALSE(throttle.allow("x", "192.0.2.1", 0ms));
    CHECK_FALSE(throttle.allow("x", "::ffff:192.0.2.1", 0ms));
    CHECK(throttle.allow("x", "2001:db8:1:3::1", 0ms));
}

TEST_CASE("what was refused does not count, what succeeded is forgotten") {
    Throttle throttle;
    for (int i = 0; i < 10; ++i)
        CHECK(throttle.allow("marie", "192.0.2." + std::to_string(i), 0ms));
    for (int i = 0; i < 50; ++i) CHECK_FALSE(throttle.allow("marie", "198.51.100.1", 10min));
    CHECK(throttle.allow("paul", "198.51.100.1", 10min));
    throttle.forget("marie");
    CHECK(throttle.allow("marie", "198.51.100.1", 10min));
}

TEST_CASE("a flood from everywhere takes bounded memory and locks out nobody new") {
    Throttle throttle;
    for (int i = 0; i < 6000; ++i) {
        const auto n = std::to_string(i);
        throttle.allow("nobody-" + n, "2001:db8:" + n + "::1", std::chrono::milliseconds(i));
    }
    CHECK(throttle.keys() <= Throttle::kMostKeys);
    CHECK(throttle.allow("marie", "192.0.2.1", 10s));
}
