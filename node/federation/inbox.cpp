#include "node/federation/inbox.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <functional>
#include <latch>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <vector>

#include "node/base/log.h"
#include "node/federation/inbox_action.h"
#include "node/federation/inbox_forwarding.h"
#include "node/federation/inbox_lanes.h"
#include "node/federation/outbox.h"
#include "node/federation/remote_actors.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPerHost = 1000;
constexpr std::size_t kInAll = 50'000;
constexpr std::int64_t kAttempts = 12;  // over eleven hours
constexpr std::size_t kTogether = 64;   // share a commit
constexpr std::size_t kMeanwhile = 2;   // as many, while senders wait for theirs to be stored
constexpr auto kRemembered = 24h * 30;  // against repeats
constexpr auto kHousekeeping = 1h;
constexpr int kSlowWorkers = 2;  // may use the network, never both for one host

}  // namespace

struct Inbox::State {
    explicit State(InboxParts given) : parts(given) {}

    InboxParts parts;
    std::mutex mutex;
    std::condition_variable_any arrived;
    InboxLanes lanes;
    InboxLanes slow;                               // need the network
    std::multimap<std::int64_t, InboxTurn> later;  // by ticks: failed for the moment
    InboxRoom room{kPerHost, kInAll};
    std::size_t storing = 0;  // accepted, not on the disk yet: their senders wait
    std::jthread worker;
    std::array<std::jthread, kSlowWorkers> slow_workers;

    void load() {
        auto reader = parts.database.read();
        auto query = reader->query(
            "SELECT position, host FROM inbox WHERE state = 'waiting' ORDER BY position LIMIT "
            "100000");
        const std::lock_guard lock(mutex);
        while (query.step()) {
            room.fill(query.text(1));
            lanes.add({query.text(1), query.number(0)});
        }
    }

    bool reserve(const std::string& host) {
        const std::lock_guard lock(mutex);
        if (!room.take(host)) return false;
        ++storing;
        return true;
    }

    // Position 0: it is not on the disk, or was there before.
    void committed(const std::string& host, std::int64_t position) {
        {
            const std::lock_guard lock(mutex);
            --storing;
            if (position == 0) return room.free(host);
            lanes.add({host, position});
        }
        arrived.notify_all();
    }

    void work(const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), "inbox");
        auto cleaned = parts.clock.ticks() - kHousekeeping;
        while (!stop.stop_requested()) {
            std::vector<InboxTurn> turns;
            {
                std::unique_lock lock(mutex);
                arrived.wait_for(lock, stop, 1s, [this] { return !lanes.empty(); });
                wake_later();
                // One of each host: what a host says stays in order. Acting keeps the
                // writing thread longer than storing, and can wait; a sender cannot.
                const auto hosts = std::min(lanes.hosts(), storing > 0 ? kMeanwhile : kTogether);
                for (std::size_t i = 0; i < hosts; ++i) turns.push_back(*lanes.next());
            }
            if (stop.stop_requested()) return;
            act_together(turns);
            if (parts.clock.ticks() - cleaned < kHousekeeping) continue;
            cleaned = parts.clock.ticks();
            clean();
        }
    }

    void act_together(const std::vector<InboxTurn>& turns) {
        std::latch done(static_cast<std::ptrdiff_t>(turns.size()));
        for (const auto& turn : turns) {
            if (act(turn, Network::No, [&done] { done.count_down(); })) continue;
            {
                const std::lock_guard lock(mutex);
                slow.add(turn);
            }
            arrived.notify_all();
        }
        done.wait();
        const std::lock_guard lock(mutex);
        for (const auto& turn : turns) lanes.done(turn.host);
    }

    void clean() const {
        const auto before = base::to_millis(parts.clock.now() - kRemembered);
        std::ignore = parts.database.write([&](storage::Connection& connection) -> Result<void> {
            connection.query("DELETE FROM inbox WHERE state <> 'waiting' AND received_at < ?")
                .arg(before)
                .run();
            connection.query("DELETE FROM undone WHERE at < ?").arg(before).run();
            RemoteActorStore(connection).prune();
            clean_forwarded(connection, parts.clock.now());
            return {};
        });
    }

    void work_slowly(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            InboxTurn turn;
            {
                std::unique_lock lock(mutex);
                if (!arrived.wait(lock, stop, [this] { return !slow.empty(); })) continue;
                turn = *slow.next();
            }
            std::latch done(1);
            act(turn, Network::Yes, [&done] { done.count_down(); });
            done.wait();
            {
                const std::lock_guard lock(mutex);
                slow.done(turn.host);
            }
            arrived.notify_all();
        }
    }

    // What failed for the moment gets its turn again. Under the mutex.
    void wake_later() {
        const auto now = parts.clock.ticks().count();
        while (!later.empty() && later.begin()->first <= now) {
            slow.add(std::move(later.begin()->second));
            later.erase(later.begin());
            arrived.notify_all();
        }
    }

    // False: it needs the network and may not use it here. `done` is called in
    // any case, when the outcome is on the disk.
    bool act(const InboxTurn& turn, Network network, std::function<void()> done) {
        const auto position = turn.position;
        std::string body;
        std::string actor;
        std::int64_t attempts = 0;
        {
            auto reader = parts.database.read();
            auto query = reader
                             ->query(
                                 "SELECT body, actor, attempts FROM inbox WHERE position = ? AND "
                                 "state = 'waiting'")
                             .arg(position);
            if (!query.step()) {
                ended(turn.host);
                done();
                return true;
            }
            body = query.text(0);
            actor = query.text(1);
            attempts = query.number(2);
        }
        auto prepared = prepared_or_error(actor, body, network);
        if (!prepared) {
            const bool elsewhere = prepared.error().detail == kNeedsNetwork;
            if (!elsewhere) failed(turn, attempts, prepared.error());
            done();
            return !elsewhere;
        }
        parts.database.write_later(
            [this, position, activity = std::make_shared<const Prepared>(std::move(*prepared))](
                storage::Connection& connection) -> Result<void> {
                // Once: whoever comes second finds it done.
                if (!connection
                         .query("SELECT 1 FROM inbox WHERE position = ? AND state = 'waiting'")
                         .arg(position)
                         .step())
                    return {};
                if (auto effect = perform(parts, connection, *activity); !effect) return effect;
                finish(connection, position, "done", "");
                return {};
            },
            [this, turn, attempts, done = std::move(done)](const Result<void>& outcome) {
                if (outcome) {
                    parts.outbox.wake();
                    ended(turn.host);
                } else {
                    failed(turn, attempts, outcome.error());
                }
                done();
            });
        return true;
    }

    Result<Prepared> prepared_or_error(const std::string& actor, const std::string& body,
                                       Network network) const {
        try {
            return prepare(parts, actor, body, network);
        } catch (const std::exception& failure) {
            return refuse(Fault::Internal, failure.what());
        }
    }

    static void finish(storage::Connection& connection, std::int64_t position, const char* state,
                       const std::string& outcome) {
        connection.query("UPDATE inbox SET state = ?, body = '', outcome = ? WHERE position = ?")
            .arg(state)
            .arg(outcome)
            .arg(position)
            .run();
    }

    void ended(const std::string& host) {
        const std::lock_guard lock(mutex);
        room.free(host);
    }

    // Written later: this may be the writing thread.
    void failed(const InboxTurn& turn, std::int64_t attempts, const Error& error) {
        const bool again = error.fault == Fault::Unavailable && attempts < kAttempts;
        if (error.fault == Fault::Internal) {
            base::log::error("an activity could not be handled", {{"why", error.detail}});
        } else {
            base::log::info(again ? "activity put off" : "activity refused",
                            {{"why", error.detail}});
        }
        parts.database.write_later(
            [position = turn.position, again,
             why = error.detail](storage::Connection& connection) -> Result<void> {
                if (again) {
                    connection
                        .query(
                            "UPDATE inbox SET attempts = attempts + 1, outcome = ? WHERE position "
                            "= ?")
                        .arg(why)
                        .arg(position)
                        .run();
                } else {
                    finish(connection, position, "refused", why);
                }
                return {};
            },
            [](const Result<void>&) {});
        if (!again) return ended(turn.host);
        const auto delay = std::chrono::milliseconds(10s * (1 << attempts));
        const std::lock_guard lock(mutex);
        later.emplace((parts.clock.ticks() + delay).count(), turn);
    }
};

Inbox::Inbox(InboxParts parts) : state_(std::make_shared<State>(parts)) {}

Inbox::~Inbox() { stop(); }

bool Inbox::accept(Received received, std::function<void(Result<void>)> committed) {
    if (!state_->reserve(received.host)) return false;
    auto position = std::make_shared<std::int64_t>(0);  // shared by the write and its end
    const auto host = received.host;
    state_->parts.database.write_later(
        [received = std::move(received), position,
         now = state_->parts.clock.now()](storage::Connection& connection) -> Result<void> {
            const auto added = connection
                                   .query(
                                       "INSERT OR IGNORE INTO inbox (activity, actor, host, "
                                       "received_at, state, body) VALUES (?,?,?,?,'waiting',?)")
                                   .arg(received.id)
                                   .arg(received.actor)
                                   .arg(received.host)
                                   .arg(base::to_millis(now))
                                   .arg(received.body)
                                   .run();
            if (added > 0) *position = connection.last_id();
            return {};
        },
        [state = state_, position, host,
         committed = std::move(committed)](const Result<void>& outcome) {
            state->committed(host, outcome ? *position : 0);
            committed(outcome);
        });
    return true;
}

void Inbox::start() {
    state_->load();
    state_->worker = std::jthread([this](const std::stop_token& stop) { state_->work(stop); });
    for (auto& worker : state_->slow_workers) {
        worker = std::jthread([this](const std::stop_token& stop) { state_->work_slowly(stop); });
    }
}

void Inbox::stop() {
    const auto end = [](std::jthread& thread) {
        if (!thread.joinable()) return;
        thread.request_stop();
        thread.join();
    };
    end(state_->worker);
    for (auto& worker : state_->slow_workers) end(worker);
}

}  // namespace essaim::federation
