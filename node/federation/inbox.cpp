#include "node/federation/inbox.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <latch>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <vector>

#include "node/base/log.h"
#include "node/federation/inbox_action.h"
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
constexpr auto kRemembered = 24h * 30;  // against repeats
constexpr auto kHousekeeping = 1h;

// Positions that wait, host by host; hosts take turns.
struct Lanes {
    std::map<std::string, std::deque<std::int64_t>> hosts;
    std::deque<std::string> turns;
    std::deque<std::int64_t> slow;  // need the network
    std::map<std::int64_t, std::int64_t> later;  // ticks → position
    std::size_t count = 0;

    void add(const std::string& host, std::int64_t position) {
        auto& lane = hosts[host];
        if (lane.empty()) turns.push_back(host);
        lane.push_back(position);
        ++count;
    }
    std::optional<std::int64_t> next() {
        if (turns.empty()) return std::nullopt;
        const auto host = std::move(turns.front());
        turns.pop_front();
        auto& lane = hosts[host];
        const auto position = lane.front();
        lane.pop_front();
        --count;
        if (lane.empty()) {
            hosts.erase(host);
        } else {
            turns.push_back(host);
        }
        return position;
    }
};

}  // namespace

struct Inbox::State {
    explicit State(InboxParts given) : parts(given) {}

    InboxParts parts;
    std::mutex mutex;
    std::condition_variable_any arrived;
    Lanes lanes;
    std::map<std::string, std::size_t> committing;  // accepted, not yet on the disk
    std::size_t committing_count = 0;
    std::jthread worker;
    std::jthread slow_worker;

    void load() {
        auto reader = parts.database.read();
        auto query = reader->query("SELECT position, host FROM inbox WHERE state = 'waiting' ORDER BY position LIMIT 100000");
        const std::lock_guard lock(mutex);
        while (query.step()) lanes.add(query.text(1), query.number(0));
    }

    bool reserve(const std::string& host) {
        const std::lock_guard lock(mutex);
        const auto lane = lanes.hosts.find(host);
        const auto waiting = (lane == lanes.hosts.end() ? 0 : lane->second.size()) + committing[host];
        if (waiting >= kPerHost || lanes.count + committing_count >= kInAll) {
            if (committing[host] == 0) committing.erase(host);
            return false;
        }
        ++committing[host];
        ++committing_count;
        return true;
    }

    void committed(const std::string& host, std::int64_t position) {
        {
            const std::lock_guard lock(mutex);
            if (--committing[host] == 0) committing.erase(host);
            --committing_count;
            if (position > 0) lanes.add(host, position);
        }
        if (position > 0) arrived.notify_all();
    }

    void work(const std::stop_token& stop) {
        auto cleaned = parts.clock.ticks() - kHousekeeping;
        while (!stop.stop_requested()) {
            std::vector<std::int64_t> turn;
            {
                std::unique_lock lock(mutex);
                arrived.wait_for(lock, stop, 1s, [this] { return !lanes.turns.empty(); });
                wake_later();
                // One of each host: what a host says stays in order.
                const auto hosts = std::min(lanes.turns.size(), kTogether);
                for (std::size_t i = 0; i < hosts; ++i) turn.push_back(*lanes.next());
            }
            if (stop.stop_requested()) return;
            act_together(turn);
            if (parts.clock.ticks() - cleaned < kHousekeeping) continue;
            cleaned = parts.clock.ticks();
            clean();
        }
    }

    void act_together(const std::vector<std::int64_t>& positions) {
        std::latch done(static_cast<std::ptrdiff_t>(positions.size()));
        for (const auto position : positions) {
            if (act(position, Network::No, [&done] { done.count_down(); })) continue;
            {
                const std::lock_guard lock(mutex);
                lanes.slow.push_back(position);
            }
            arrived.notify_all();
        }
        done.wait();
    }

    void clean() const {
        const auto before = base::to_millis(parts.clock.now() - kRemembered);
        std::ignore = parts.database.write([&](storage::Connection& connection) -> Result<void> {
            connection.query("DELETE FROM inbox WHERE state <> 'waiting' AND received_at < ?").arg(before).run();
            connection.query("DELETE FROM undone WHERE at < ?").arg(before).run();
            RemoteActorStore(connection).prune();
            return {};
        });
    }

    void work_slowly(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::int64_t position = 0;
            {
                std::unique_lock lock(mutex);
                if (!arrived.wait(lock, stop, [this] { return !lanes.slow.empty(); })) continue;
                position = lanes.slow.front();
                lanes.slow.pop_front();
            }
            std::latch done(1);
            act(position, Network::Yes, [&done] { done.count_down(); });
            done.wait();
        }
    }

    // What failed for the moment gets its turn again. Under the mutex.
    void wake_later() {
        const auto now = parts.clock.ticks().count();
        while (!lanes.later.empty() && lanes.later.begin()->first <= now) {
            lanes.slow.push_back(lanes.later.begin()->second);
            lanes.later.erase(lanes.later.begin());
            arrived.notify_all();
        }
    }

    // False: it needs the network and may not use it here. `done` is called in
    // any case, when the outcome is on the disk.
    bool act(std::int64_t position, Network network, std::function<void()> done) {
        std::string body;
        std::string actor;
        std::int64_t attempts = 0;
        {
            auto reader = parts.database.read();
            auto query = reader->query("SELECT body, actor, attempts FROM inbox WHERE position = ? AND state = 'waiting'").arg(position);
            if (!query.step()) {
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
            if (!elsewhere) failed(position, attempts, prepared.error());
            done();
            return !elsewhere;
        }
        parts.database.write_later(
            [this, position, activity = std::make_shared<const Prepared>(std::move(*prepared))](storage::Connection& connection) -> Result<void> {
                // Once: whoever comes second finds it done.
                if (!connection.query("SELECT 1 FROM inbox WHERE position = ? AND state = 'waiting'").arg(position).step()) return {};
                if (auto effect = perform(parts, connection, *activity); !effect) return effect;
                finish(connection, position, "done", "");
                return {};
            },
            [this, position, attempts, done = std::move(done)](const Result<void>& outcome) {
                if (outcome) {
                    parts.outbox.wake();
                } else {
                    failed(position, attempts, outcome.error());
                }
                done();
            });
        return true;
    }

    Result<Prepared> prepared_or_error(const std::string& actor, const std::string& body, Network network) const {
        try {
            return prepare(parts, actor, body, network);
        } catch (const std::exception& failure) {
            return refuse(Fault::Internal, failure.what());
        }
    }

    static void finish(storage::Connection& connection, std::int64_t position, const char* state, const std::string& outcome) {
        connection.query("UPDATE inbox SET state = ?, body = '', outcome = ? WHERE position = ?").arg(state).arg(outcome).arg(position).run();
    }

    // Written later: this may be the writing thread.
    void failed(std::int64_t position, std::int64_t attempts, const Error& error) {
        const bool again = error.fault == Fault::Unavailable && attempts < kAttempts;
        if (error.fault == Fault::Internal) {
            base::log::error("an activity could not be handled", {{"why", error.detail}});
        } else {
            base::log::info(again ? "activity put off" : "activity refused", {{"why", error.detail}});
        }
        parts.database.write_later(
            [position, again, why = error.detail](storage::Connection& connection) -> Result<void> {
                if (again) {
                    connection.query("UPDATE inbox SET attempts = attempts + 1, outcome = ? WHERE position = ?").arg(why).arg(position).run();
                } else {
                    finish(connection, position, "refused", why);
                }
                return {};
            },
            [](const Result<void>&) {});
        if (!again) return;
        const auto delay = std::chrono::milliseconds(10s * (1 << attempts));
        const std::lock_guard lock(mutex);
        auto at = (parts.clock.ticks() + delay).count();
        while (!lanes.later.emplace(at, position).second) ++at;
    }
};

Inbox::Inbox(InboxParts parts) : state_(std::make_shared<State>(parts)) {}

Inbox::~Inbox() { stop(); }

bool Inbox::accept(Received received, std::function<void(Result<void>)> committed) {
    if (!state_->reserve(received.host)) return false;
    auto position = std::make_shared<std::int64_t>(0);  // shared by the write and its end
    const auto host = received.host;
    state_->parts.database.write_later(
        [received = std::move(received), position, now = state_->parts.clock.now()](storage::Connection& connection) -> Result<void> {
            const auto added = connection.query("INSERT OR IGNORE INTO inbox (activity, actor, host, received_at, state, body) VALUES (?,?,?,?,'waiting',?)")
                                   .arg(received.id)
                                   .arg(received.actor)
                                   .arg(received.host)
                                   .arg(base::to_millis(now))
                                   .arg(received.body)
                                   .run();
            if (added > 0) *position = connection.last_id();
            return {};
        },
        [state = state_, position, host, committed = std::move(committed)](const Result<void>& outcome) {
            state->committed(host, outcome ? *position : 0);
            committed(outcome);
        });
    return true;
}

void Inbox::start() {
    state_->load();
    state_->worker = std::jthread([this](const std::stop_token& stop) { state_->work(stop); });
    state_->slow_worker = std::jthread([this](const std::stop_token& stop) { state_->work_slowly(stop); });
}

void Inbox::stop() {
    for (auto* thread : {&state_->worker, &state_->slow_worker}) {
        if (!thread->joinable()) continue;
        thread->request_stop();
        thread->join();
    }
}

}  // namespace essaim::federation
