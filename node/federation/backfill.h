// What those we follow published while we did not listen: before we followed
// them, or while this node was away. Their outbox is read, a few pages, and
// each Create goes through the same door as if it had been delivered: the
// inbox checks who may say what (federation.md §7, §9; security.md C5).
#pragma once

#include <stop_token>

#include "node/federation/inbox.h"

namespace essaim::federation {

class Backfill {
  public:
    Backfill(const InboxParts& parts, Inbox& inbox) : parts_(parts), inbox_(inbox) {}

    // In the caller's transaction: `actor` is to be read, back to `since`.
    static void ask(storage::Connection& connection, const std::string& actor, base::Instant since,
                    base::Instant now);
    void run_due(const std::stop_token& stop);  // waits for the network, a few at a time

  private:
    // How many activities were handed to the inbox.
    Result<int> read(const std::string& actor, base::Instant since, const std::stop_token& stop);

    bool offer(const nlohmann::json& activity, const std::string& actor);
    const InboxParts& parts_;
    Inbox& inbox_;
};

// How far back a new Follow reads: what is older would soon expire (security.md L8).
inline constexpr std::chrono::hours kBackfillReach{24 * 30};

}  // namespace essaim::federation
