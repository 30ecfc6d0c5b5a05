// What replies answer and we do not hold: fetched from its origin by a thread
// of its own, one after the other, at most three up from the reply and sixty a
// minute in all (security.md C4). The table `missing` is the truth.
#pragma once

#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/federation/inbox.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

class Missing {
  public:
    static constexpr int kDepth = 3;

    explicit Missing(const InboxParts& parts);
    ~Missing();
    // In the caller's transaction. An object or an actor; once, however often
    // it is wanted; without effect beyond the depth, or when the list is full.
    static void want(storage::Connection& connection, const std::string& id, int depth,
                     base::Instant now);
    void start();
    void stop();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::federation
