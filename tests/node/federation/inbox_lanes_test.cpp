#include "node/federation/inbox_lanes.h"

#include <doctest/doctest.h>

#include <vector>

using namespace essaim::federation;

TEST_CASE("hosts take turns, each in its own order, one of a host at a time") {
    InboxLanes lanes;
    for (int i = 1; i <= 3; ++i) lanes.add({"a", i});
    lanes.add({"b", 10});
    lanes.add({"c", 20});
    CHECK(lanes.hosts() == 3);
    std::vector<std::int64_t> order;
    while (const auto turn = lanes.next()) order.push_back(turn->position);
    CHECK(order == std::vector<std::int64_t>{1, 10, 20});
    CHECK(lanes.empty());  // a has more, but is at work
    lanes.add({"a", 4});
    CHECK(lanes.empty());
    for (const auto* host : {"c", "a", "b"}) lanes.done(host);
    lanes.add({"b", 11});
    order.clear();
    while (const auto turn = lanes.next()) {
        order.push_back(turn->position);
        lanes.done(turn->host);
    }
    CHECK(order == std::vector<std::int64_t>{2, 11, 3, 4});
    lanes.done("nobody");
    CHECK_FALSE(lanes.next());
}

TEST_CASE("each host has its room, all together have theirs, and room comes back") {
    InboxRoom room(2, 3);
    CHECK(room.take("a"));
    CHECK(room.take("a"));
    CHECK_FALSE(room.take("a"));
    CHECK(room.take("b"));
    CHECK_FALSE(room.take("c"));  // full for all
    room.free("a");
    CHECK(room.take("c"));
    CHECK_FALSE(room.take("a"));
    room.free("nobody");
    room.free("b");
    room.free("c");
    CHECK(room.take("a"));
    CHECK_FALSE(room.take("a"));
    room.fill("d");  // found on the disk at start: counted, never refused
    CHECK_FALSE(room.take("e"));
}
