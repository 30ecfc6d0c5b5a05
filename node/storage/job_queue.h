// Jobs on the disk: what must be done later survives a crash. enqueue() joins
// the caller's transaction; the Scheduler runs due jobs one at a time on its
// own thread, tries again with growing delays, and keeps what failed for good.
// What waits for other servers has a thread of its own, or everything else
// would be late because of them.
// A job may run twice (a crash after its effect): handlers must bear it. One
// that takes the process down with it has had a try, and is delayed the second time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/storage/database.h"

namespace essaim::storage {

void enqueue(Connection& connection, const std::string& kind, const std::string& payload,
             base::Instant run_at);

// Once: without effect while such a job waits, whatever it was told.
void enqueue_unless_waiting(Connection& connection, const std::string& kind, base::Instant run_at);

// As above, and the job that waits runs no later than that.
void enqueue_by(Connection& connection, const std::string& kind, base::Instant run_at);

// How long after its nth failed try (from 1) a job waits; none: it has failed
// for good (security.md R-d: within a week).
std::optional<std::chrono::minutes> delay_after(std::int64_t tries);

class Scheduler {
  public:
    using Handler = std::function<Result<void>(const std::string& payload)>;
    enum class Runs {
        InTurn,  // after one another, all kinds together
        Apart,   // after those of its kind alone
    };

    Scheduler(Database& database, const base::Clock& clock);
    ~Scheduler();
    void on(std::string kind, Handler handler, Runs runs = Runs::InTurn);  // before start()
    void start();
    void stop();            // waits for the jobs that run
    bool stopping() const;  // a long job asks, ends, and leaves the rest for later
    void wake();            // after the commit of an enqueue()

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::storage
