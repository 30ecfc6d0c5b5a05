// What expires, and how much of each kind is kept at most: every table that
// strangers fill has a limit and an end (security.md §0.11, L8). The list, and
// where each limit stands in the code, is docs/retention.md. run() may be called
// at any time and again: it does what is due, in small transactions, and then
// nothing. One caller at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

// A feature that made something of others' objects.
struct Keeper {
    // Does it still need this one, beyond its time? May be empty.
    std::function<bool(storage::Connection&, const std::string& id)> needs = {};
    // The object goes: forget what was made of it.
    std::function<void(storage::Connection&, const std::string& id)> forget = {};
};

class Retention {
  public:
    using Hours = std::chrono::hours;
    static constexpr Hours kObjects{24 * 30};     // of others, unless they concern us
    static constexpr Hours kTombstones{24 * 30};  // of others
    static constexpr Hours kProfiles{24 * 90};
    static constexpr Hours kSevered{24 * 30};
    static constexpr Hours kReports{24 * 365};  // once closed
    static constexpr Hours kJournal{24 * 365};
    static constexpr std::int64_t kJournalLines = 100'000;
    static constexpr Hours kJoinRequests{24 * 90};
    static constexpr Hours kFailures{24 * 30};  // deliveries and jobs
    static constexpr std::int64_t kMostObjects = 200'000;
    static constexpr std::int64_t kMostProfiles = 100'000;
    static constexpr std::int64_t kMostReactions = 1'000'000;
    static constexpr std::int64_t kMostUndone = 100'000;
    static constexpr std::int64_t kMostRemembered = 500'000;  // activities that were handled
    static constexpr std::int64_t kMostReports = 20'000;      // closed
    static constexpr std::int64_t kMostFailures = 100'000;

    // `most_objects` is for tests.
    Retention(storage::Database& database, const base::Clock& clock, const LocalActors& actors,
              std::int64_t most_objects = kMostObjects)
        : database_(database), clock_(clock), actors_(actors), most_objects_(most_objects) {}

    void add(Keeper keeper);  // before the first run()
    Result<void> run();

  private:
    // A batch of the objects behind `cursor`; false: that was the last one.
    Result<bool> expire_objects(struct RetentionCursor& cursor);
    bool is_needed(storage::Connection& connection, const std::string& id) const;

    storage::Database& database_;
    const base::Clock& clock_;
    const LocalActors& actors_;
    const std::int64_t most_objects_;
    std::vector<Keeper> keepers_;
};

}  // namespace essaim::federation
