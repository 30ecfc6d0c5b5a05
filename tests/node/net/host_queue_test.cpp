#include "node/net/host_queue.h"

#include <doctest/doctest.h>

using essaim::net::HostQueue;
using namespace std::chrono_literals;

namespace {
const HostQueue::Time kNow{};
}

TEST_CASE("a host gets its share, the others go past it in turn") {
    HostQueue queue(2, 10);
    for (HostQueue::Id id = 1; id <= 4; ++id) queue.push("slow", id, kNow + 1s);
    queue.push("fast", 5, kNow + 1s);
    CHECK(queue.take() == 1);
    CHECK(queue.take() == 5);
    CHECK(queue.take() == 2);
    CHECK(queue.take() == std::nullopt);
    queue.release("slow");
    CHECK(queue.take() == 3);
    CHECK(queue.waiting() == 1);
}

TEST_CASE("the total is never exceeded") {
    HostQueue queue(2, 3);
    for (HostQueue::Id id = 1; id <= 9; ++id) queue.push("h" + std::to_string(id), id, kNow + 1s);
    CHECK(queue.take() == 1);
    CHECK(queue.take() == 2);
    CHECK(queue.take() == 3);
    CHECK(queue.take() == std::nullopt);
    queue.release("h2");
    CHECK(queue.take() == 4);
    CHECK(queue.under_way() == 3);
}

TEST_CASE("who has waited too long leaves the line, and idle hosts are forgotten") {
    HostQueue queue(1, 10);
    queue.push("a", 1, kNow + 1s);
    queue.push("a", 2, kNow + 2s);
    queue.push("a", 3, kNow + 9s);
    queue.push("b", 4, kNow + 2s);
    CHECK(queue.take() == 1);
    CHECK(queue.next_deadline() == kNow + 2s);
    CHECK(queue.remove_expired(kNow + 2s) == std::vector<HostQueue::Id>{2, 4});
    CHECK(queue.hosts() == 1);
    CHECK(queue.take() == std::nullopt);
    queue.push("b", 5, kNow + 9s);
    queue.release("a");
    CHECK(queue.take() == 5);
    CHECK(queue.take() == 3);
    queue.release("a");
    queue.release("b");
    CHECK(queue.hosts() == 0);
    CHECK(queue.under_way() == 0);
    CHECK(queue.next_deadline() == std::nullopt);
}
