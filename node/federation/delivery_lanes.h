// What waits in memory to be delivered: one lane per host, oldest first, so
// that no host delays another. A lane is one wide until something arrives,
// then two; a failure narrows it again; beside one that must arrive before all
// others none flies. Bounded: the table holds the rest.
// Pure bookkeeping without I/O; not for several threads (Delivery locks).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "activitypub/signatures/signature_claim.h"
#include "node/base/clock.h"
#include "node/federation/delivery_store.h"

namespace essaim::federation {

struct Attempt {
    DueDelivery delivery;
    activitypub::Scheme scheme = activitypub::Scheme::Cavage;
    bool second = false;  // the other signature scheme, right after a refusal
};

class Lanes {
  public:
    static constexpr std::size_t kPerHost = 2;
    static constexpr std::size_t kInFlight = 200;
    static constexpr std::size_t kMostPerLane = 20;
    static constexpr std::size_t kMostHeld = 4000;

    // How many due rows of this host to read from the table; 0: none now.
    std::size_t wanted(const std::string& host, base::Instant now) const;
    // `rows` are the oldest due ones; what is here already is passed over.
    void fill(const std::string& host, std::vector<DueDelivery> rows, std::size_t asked,
              activitypub::Scheme scheme);
    std::vector<Attempt> take(base::Instant now);  // to be sent now, hosts in turn
    void finish(const DueDelivery& delivery, bool arrived);

    void learn(const std::string& host, activitypub::Scheme scheme);
    void rest(const std::string& host, base::Instant until);  // it asked for peace
    void rouse(const std::string& host);                      // its rest is over
    void drop(const std::string& host);                       // what waits goes back to the table

    std::vector<std::string> hungry(base::Instant now) const;  // more of them is in the table
    bool has_room() const { return held_ < kMostHeld / 2; }
    std::optional<base::Instant> next_end_of_rest(base::Instant now) const;
    std::size_t held() const { return held_; }

  private:
    struct Lane {
        std::map<std::int64_t, DueDelivery> waiting;  // by id: first in, first out
        std::map<std::int64_t, bool> flying;          // by id: does it fly alone?
        std::size_t width = 1;
        activitypub::Scheme scheme = activitypub::Scheme::Cavage;
        base::Instant not_before{};
        bool more = false;  // the table has rows that found no place here
    };
    void tidy(base::Instant now);

    std::map<std::string, Lane> lanes_;
    std::string last_served_;
    std::size_t held_ = 0;  // waiting ones
    std::size_t in_flight_ = 0;
};

}  // namespace essaim::federation
