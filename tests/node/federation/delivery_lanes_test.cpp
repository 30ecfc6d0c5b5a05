#include "node/federation/delivery_lanes.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using activitypub::Scheme;
using essaim::federation::DueDelivery;
using essaim::federation::Lanes;

namespace {

const auto kNow = essaim::base::from_millis(1'780'315'200'000);

std::vector<DueDelivery> rows(const std::string& host, std::int64_t first, std::size_t count) {
    std::vector<DueDelivery> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back({first + static_cast<std::int64_t>(i), "a", "s", "https://" + host + "/inbox",
                       host, 0});
    }
    return out;
}

}  // namespace

TEST_CASE("a lane is one wide, two after a success, one again after a failure, and in order") {
    Lanes lanes;
    lanes.fill("h", rows("h", 1, 6), 20, Scheme::Cavage);
    auto taken = lanes.take(kNow);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].delivery.id == 1);
    CHECK(lanes.take(kNow).empty());
    lanes.finish(taken[0].delivery, true);
    taken = lanes.take(kNow);
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].delivery.id == 2);
    CHECK(taken[1].delivery.id == 3);
    lanes.finish(taken[0].delivery, true);
    lanes.finish(taken[1].delivery, false);
    CHECK(lanes.take(kNow).size() == 1);
}

TEST_CASE("what is read again from the table is not sent again") {
    Lanes lanes;
    lanes.fill("h", rows("h", 1, 3), 20, Scheme::Cavage);
    const auto first = lanes.take(kNow);
    lanes.fill("h", rows("h", 1, 3), 20, Scheme::Cavage);
    CHECK(lanes.held() == 2);
    lanes.finish(first.at(0).delivery, true);
    const auto next = lanes.take(kNow);
    REQUIRE(next.size() == 2);
    CHECK(next[0].delivery.id == 2);
}

TEST_CASE("at most 200 are under way, and every host has its turn") {
    Lanes lanes;
    const auto name = [](int i) { return "h" + std::to_string(1000 + i); };
    for (int i = 0; i < 300; ++i) lanes.fill(name(i), rows(name(i), i * 10, 2), 20, Scheme::Cavage);
    auto taken = lanes.take(kNow);
    CHECK(taken.size() == Lanes::kInFlight);
    CHECK(taken.back().delivery.host == name(199));
    lanes.finish(taken.front().delivery, true);  // h1000 has one more, but others never had any
    taken = lanes.take(kNow);
    REQUIRE(taken.size() == 1);
    CHECK(taken.front().delivery.host == name(200));
}

TEST_CASE("a long queue of one host neither fills the memory nor keeps others out") {
    Lanes lanes;
    CHECK(lanes.wanted("h", kNow) == Lanes::kMostPerLane);
    lanes.fill("h", rows("h", 1, Lanes::kMostPerLane), Lanes::kMostPerLane, Scheme::Cavage);
    CHECK(lanes.wanted("h", kNow) == 0);
    CHECK(lanes.wanted("other", kNow) > 0);
    CHECK(lanes.hungry(kNow).empty());
    for (std::size_t i = 0; i <= Lanes::kMostPerLane / 2; ++i) {
        for (const auto& attempt : lanes.take(kNow)) lanes.finish(attempt.delivery, true);
    }
    CHECK(lanes.hungry(kNow) == std::vector<std::string>{"h"});
    lanes.fill("h", {}, 20, Scheme::Cavage);
    CHECK(lanes.hungry(kNow).empty());
}

TEST_CASE("a host that asked for peace has it, and holds no memory meanwhile") {
    Lanes lanes;
    lanes.fill("h", rows("h", 1, 5), 20, Scheme::Cavage);
    lanes.rest("h", kNow + 1min);
    CHECK(lanes.held() == 0);
    CHECK(lanes.wanted("h", kNow) == 0);
    CHECK(lanes.next_end_of_rest(kNow).value() == kNow + 1min);
    CHECK(lanes.wanted("h", kNow + 1min) > 0);
    lanes.fill("h", rows("h", 1, 5), 20, Scheme::Cavage);
    CHECK(lanes.take(kNow).empty());
    CHECK(lanes.take(kNow + 1min).size() == 1);
}
