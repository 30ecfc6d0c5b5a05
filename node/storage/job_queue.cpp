#include "node/storage/job_queue.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "node/base/log.h"
#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::storage {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::minutes, 8> kDelays = {1min,   5min,   15min,  60min,
                                                         180min, 360min, 720min, 1440min};
constexpr std::int64_t kTries = 14;
constexpr std::chrono::milliseconds kLongestSleep = 60s;  // a wall clock that jumps is noticed
constexpr std::chrono::milliseconds kDiskPause = 5s;      // between tries to write down an outcome
constexpr std::size_t kErrorBytes = 500;

struct Due {
    std::int64_t id;
    std::string kind;
    std::string payload;
    std::int64_t attempts;
};

// The kind of job that a thread runs, or all that have no thread of their own.
struct Lane {
    std::string kind = {};
    bool woken = false;
    std::jthread thread = {};
};

// ?1 the kind of the lane, ?2 " a b " of those that are apart.
constexpr const char* kOfLane =
    " state = 'waiting' AND CASE WHEN ?1 = '' THEN NOT instr(?2, ' ' || kind || ' ') ELSE kind = "
    "?1 END ";

Result<void> call(const Scheduler::Handler& handler, const std::string& payload) {
    try {
        return handler(payload);
    } catch (const std::exception& failure) {
        return refuse(Fault::Internal, failure.what());
    } catch (...) {
        return refuse(Fault::Internal, "not a std::exception");
    }
}

}  // namespace

std::optional<std::chrono::minutes> delay_after(std::int64_t tries) {
    if (tries >= kTries) return std::nullopt;
    return kDelays[static_cast<std::size_t>(std::clamp<std::int64_t>(tries, 1, kDelays.size())) -
                   1];
}

void enqueue(Connection& connection, const std::string& kind, const std::string& payload,
             base::Instant run_at) {
    connection.query("INSERT INTO job (kind, payload, run_at) VALUES (?, ?, ?)")
        .arg(kind)
        .arg(payload)
        .arg(base::to_millis(run_at))
        .run();
}

void enqueue_unless_waiting(Connection& connection, const std::string& kind, base::Instant run_at) {
    const bool waits =
        connection.query("SELECT 1 FROM job WHERE kind = ? AND state = 'waiting'").arg(kind).step();
    if (!waits) enqueue(connection, kind, "", run_at);
}

void enqueue_by(Connection& connection, const std::string& kind, base::Instant run_at) {
    enqueue_unless_waiting(connection, kind, run_at);
    connection.query("UPDATE job SET run_at = min(run_at, ?) WHERE kind = ? AND state = 'waiting'")
        .arg(base::to_millis(run_at))
        .arg(kind)
        .run();
}

struct Scheduler::State {
    Database& database;
    const base::Clock& clock;
    std::map<std::string, Handler> handlers = {};
    std::mutex mutex{};
    std::condition_variable_any changed{};
    std::string apart = " ";  // " a b "
    std::mutex looking{};     // one thread at a time: together they would each open a connection
    bool taken_back = false;
    std::atomic<bool> stopping = false;
    std::vector<std::unique_ptr<Lane>> lanes = {};

    // What was running when the process ended: that try counts.
    Result<void> take_back(Connection& connection) {
        std::vector<Due> interrupted;
        for (auto query = connection.query(
                 "SELECT id, kind, payload, attempts FROM job WHERE state = 'running'");
             query.step();) {
            interrupted.push_back({query.number(0), query.text(1), query.text(2), query.number(3)});
        }
        for (const auto& job : interrupted) {
            if (job.attempts > 1) {
                put_off(connection, job, "interrupted");
            } else {  // the first time, the job is hardly to blame
                connection.query("UPDATE job SET state = 'waiting' WHERE id = ?").arg(job.id).run();
            }
        }
        return {};
    }

    // Marks the next due job as running, its try counted.
    Result<std::optional<Due>> claim(const Lane& lane) {
        if (until_next(lane) > 0ms) return std::nullopt;
        return database.write_value([&](Connection& connection) -> Result<std::optional<Due>> {
            auto query = connection.query(
                "UPDATE job SET state = 'running', attempts = attempts + 1 WHERE id = (SELECT id "
                "FROM job WHERE" +
                std::string(kOfLane) +
                "AND run_at <= ?3 ORDER BY run_at, id LIMIT 1) RETURNING id, kind, payload, "
                "attempts");
            query.arg(lane.kind).arg(apart).arg(base::to_millis(clock.now()));
            if (!query.step()) return std::nullopt;
            return Due{query.number(0), query.text(1), query.text(2), query.number(3)};
        });
    }

    std::chrono::milliseconds until_next(const Lane& lane) {
        auto reader = database.read();
        auto query = reader
                         ->query("SELECT run_at FROM job WHERE" + std::string(kOfLane) +
                                 "ORDER BY run_at LIMIT 1")
                         .arg(lane.kind)
                         .arg(apart);
        if (!query.step()) return kLongestSleep;
        const auto wait = std::chrono::milliseconds(query.number(0) - base::to_millis(clock.now()));
        return std::clamp(wait, 0ms, kLongestSleep);
    }

    void put_off(Connection& connection, const Due& job, const std::string& why) {
        const auto delay = delay_after(job.attempts);
        connection.query("UPDATE job SET run_at = ?, state = ?, error = ? WHERE id = ?")
            .arg(base::to_millis(clock.now() + delay.value_or(0min)))
            .arg(delay ? "waiting" : "failed")
            .arg(base::truncate_utf8(why, kErrorBytes))
            .arg(job.id)
            .run();
        base::log::warning("job", {{"kind", job.kind},
                                   {"why", why},
                                   {"tries", std::to_string(job.attempts)},
                                   {"again", delay ? "yes" : "no"}});
    }

    // Until it is written down: a full disk must not make the job run again.
    void write_down(const Due& job, const Result<void>& outcome, const std::stop_token& stop) {
        for (;;) {
            const auto written = database.write([&](Connection& connection) -> Result<void> {
                if (outcome) {
                    connection.query("DELETE FROM job WHERE id = ?").arg(job.id).run();
                } else {
                    put_off(connection, job, outcome.error().detail);
                }
                return {};
            });
            if (written || stop.stop_requested()) return;
            pause(kDiskPause, stop);
        }
    }

    void pause(std::chrono::milliseconds time, const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, stop, time, [] { return false; });
    }

    // One round; how long to sleep before the next, unless woken.
    std::chrono::milliseconds round(const Lane& lane, const std::stop_token& stop) {
        Result<std::optional<Due>> job;
        {
            const std::lock_guard lock(looking);
            if (!taken_back)
                taken_back =
                    database.write([&](Connection& connection) { return take_back(connection); })
                        .has_value();
            if (!taken_back) return kDiskPause;
            job = claim(lane);
            if (!job) return kDiskPause;
            if (!*job) return until_next(lane);
        }
        const auto handler = handlers.find((*job)->kind);
        const auto outcome = handler == handlers.end()
                                 ? refuse(Fault::Internal, "no handler for this kind of job")
                                 : call(handler->second, (*job)->payload);
        write_down(**job, outcome, stop);
        wake();  // it may have left work for another thread
        return 0ms;
    }

    void wake() {
        {
            const std::lock_guard lock(mutex);
            for (auto& lane : lanes) lane->woken = true;
        }
        changed.notify_all();
    }

    void loop(Lane& lane, const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            auto sleep = kDiskPause;
            try {
                sleep = round(lane, stop);
            } catch (const std::exception& failure) {  // the database cannot be read
                base::log::error("the jobs pause", {{"why", failure.what()}});
            }
            std::unique_lock lock(mutex);
            if (sleep > 0ms) changed.wait_for(lock, stop, sleep, [&] { return lane.woken; });
            lane.woken = false;
        }
    }
};

Scheduler::Scheduler(Database& database, const base::Clock& clock)
    : state_(new State{.database = database, .clock = clock}) {
    state_->lanes.push_back(std::make_unique<Lane>());
}

Scheduler::~Scheduler() { stop(); }

void Scheduler::on(std::string kind, Handler handler, Runs runs) {
    if (runs == Runs::Apart && !state_->handlers.contains(kind)) {
        state_->apart += kind + " ";
        state_->lanes.push_back(std::make_unique<Lane>(Lane{.kind = kind}));
    }
    state_->handlers.insert_or_assign(std::move(kind), std::move(handler));
}

void Scheduler::start() {
    state_->stopping = false;
    for (auto& lane : state_->lanes)
        lane->thread = std::jthread(
            [this, &of = *lane](const std::stop_token& stop) { state_->loop(of, stop); });
}

void Scheduler::stop() {
    state_->stopping = true;
    for (auto& lane : state_->lanes) lane->thread.request_stop();
    for (auto& lane : state_->lanes)
        if (lane->thread.joinable()) lane->thread.join();
}

bool Scheduler::stopping() const { return state_->stopping; }

void Scheduler::wake() { state_->wake(); }

}  // namespace essaim::storage
