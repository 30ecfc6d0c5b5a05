#include "node/federation/missing.h"

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/log.h"
#include "node/federation/keep.h"
#include "node/federation/object_store.h"
#include "node/federation/quote_checks.h"
#include "node/federation/remote_actors.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;

constexpr int kMostWanted = 1000;
constexpr int kPerMinute = 60;
constexpr std::int64_t kAttempts = 3;
constexpr auto kPause = 10min;  // after the first failure, then an hour

struct Wanted {
    std::string id;
    int depth = 0;
    std::int64_t attempts = 0;
};

bool will_pass(const Error& error) {
    return error.fault == Fault::Unavailable || error.fault == Fault::TooMany;
}

}  // namespace

void Missing::want(storage::Connection& connection, const std::string& id, int depth,
                   base::Instant now) {
    if (depth > kDepth) return;
    connection
        .query(
            "INSERT OR IGNORE INTO missing (id, depth, next_at) SELECT ?, ?, ? "
            "WHERE (SELECT count(*) FROM missing) < ?")
        .arg(id)
        .arg(depth)
        .arg(base::to_millis(now))
        .arg(kMostWanted)
        .run();
}

struct Missing::State {
    explicit State(const InboxParts& given) : parts(given) {}

    InboxParts parts;
    std::mutex mutex;
    std::condition_variable_any stopping;
    std::chrono::milliseconds minute{};  // when this minute's count began
    int spent = 0;
    std::jthread worker;

    void work(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto next = may_ask() ? due() : std::nullopt;
            if (next) {
                fetch(*next);
                continue;
            }
            if (may_ask() && check_next_quote(parts)) {
                ++spent;
                continue;
            }
            std::unique_lock lock(mutex);
            stopping.wait_for(lock, stop, 1s, [] { return false; });
        }
    }

    bool may_ask() {
        const auto now = parts.clock.ticks();
        if (spent == 0 || now - minute >= 1min) {
            minute = now;
            spent = 0;
        }
        return spent < kPerMinute;
    }

    std::optional<Wanted> due() const {
        auto reader = parts.database.read();
        auto query = reader->query(
            "SELECT id, depth, attempts FROM missing WHERE next_at <= ? ORDER BY next_at LIMIT 1");
        query.arg(base::to_millis(parts.clock.now()));
        if (!query.step()) return std::nullopt;
        return Wanted{query.text(0), static_cast<int>(query.number(1)), query.number(2)};
    }

    bool is_held(const std::string& id) const {
        auto reader = parts.database.read();
        return ObjectStore(*reader).find(id).has_value();
    }

    void fetch(const Wanted& wanted) {
        Result<void> done;
        try {
            done = attempt(wanted);
        } catch (const std::exception& failure) {
            done = refuse(Fault::Internal, failure.what());
        }
        if (!done)
            base::log::info("not fetched", {{"id", wanted.id}, {"why", done.error().detail}});
        const bool again = !done && will_pass(done.error()) && wanted.attempts + 1 < kAttempts;
        const auto pause = wanted.attempts == 0 ? kPause : 6 * kPause;
        std::ignore = parts.database.write([&](storage::Connection& connection) -> Result<void> {
            if (again) {
                connection
                    .query("UPDATE missing SET attempts = attempts + 1, next_at = ? WHERE id = ?")
                    .arg(base::to_millis(parts.clock.now() + pause))
                    .arg(wanted.id)
                    .run();
            } else {
                connection.query("DELETE FROM missing WHERE id = ?").arg(wanted.id).run();
            }
            return {};
        });
    }

    Result<void> attempt(const Wanted& wanted) {
        if (is_held(wanted.id) || parts.remote.is_known(wanted.id)) return {};
        ++spent;
        const auto document = TRY(parts.fetch.fetch(wanted.id));
        if (activitypub::is_actor_type(activitypub::type_of(document))) {
            TRY(parts.remote.fetch_actor(wanted.id));
            return {};
        }
        const auto object = TRY(may_be_kept(parts, document));
        meet_author(parts, object.attributed_to);
        return parts.database.write([&](storage::Connection& connection) {
            return take_in(parts, connection, document, wanted.depth);
        });
    }
};

Missing::Missing(const InboxParts& parts) : state_(std::make_unique<State>(parts)) {}
Missing::~Missing() { stop(); }

void Missing::start() {
    state_->worker = std::jthread([this](const std::stop_token& stop) { state_->work(stop); });
}

void Missing::stop() {
    if (!state_->worker.joinable()) return;
    state_->worker.request_stop();
    state_->worker.join();
}

}  // namespace essaim::federation
