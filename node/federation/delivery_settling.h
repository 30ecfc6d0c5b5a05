// What is to be written after an answer to a delivery, and what came of it:
// the row of the delivery, that of its host and, where nobody is any more, that
// of the actor. SQL through DeliveryStore; the caller commits.
#pragma once

#include <string>

#include "node/base/clock.h"
#include "node/federation/delivery_lanes.h"
#include "node/federation/delivery_rules.h"
#include "node/federation/delivery_store.h"

namespace essaim::federation {

struct Settling {
    Attempt attempt;
    Verdict verdict = Verdict::Failed;
    int status = 0;
    bool about_host = true;  // false: we did not even try
    std::string why;
    base::Instant now;
    base::Instant again;  // when, if Later or Held
    PeerHost host{};      // after the commit
};

void write(DeliveryStore& store, Settling& settling);

}  // namespace essaim::federation
