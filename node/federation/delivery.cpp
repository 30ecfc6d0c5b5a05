#include "node/federation/delivery.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <set>
#include <shared_mutex>
#include <thread>

#include "node/base/log.h"
#include "node/base/text.h"
#include "node/federation/arrivals.h"
#include "node/federation/delivery_bodies.h"
#include "node/federation/delivery_lanes.h"
#include "node/federation/delivery_post.h"
#include "node/federation/delivery_rules.h"
#include "node/federation/delivery_settling.h"
#include "node/federation/delivery_store.h"
#include "node/federation/domain_policy.h"
#include "node/federation/gate.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
using activitypub::Scheme;
using Millis = std::chrono::milliseconds;

constexpr Millis kLongestSleep = 10min;   // the wall clock may jump
constexpr Millis kShortestSleep = 200ms;  // retries that fall due together are read together
constexpr Millis kAfterTrouble = 60s;     // our own: disk full, table unreadable
constexpr Millis kKeepFailed = 24h * 30;
constexpr Millis kBreath = 5ms;  // between passes: answers come in together
constexpr std::size_t kLongestError = 200;

Scheme scheme_named(const std::string& name) {
    return name == "rfc9421" ? Scheme::Rfc9421 : Scheme::Cavage;
}

double roll() {
    static thread_local std::minstd_rand dice(std::random_device{}());
    return std::uniform_real_distribution(0.0, 1.0)(dice);
}

}  // namespace

struct Delivery::State {
    using Door = std::shared_ptr<Gate<State>>;

    State(const base::Clock& time, storage::Database& data, net::HttpClient& client,
          const LocalActors& speakers, const DomainPolicy& rules)
        : clock(time), database(data), http(client), actors(speakers), policy(rules) {
        auto reader = database.read();
        for (auto& host : DeliveryStore(*reader).troubled_hosts()) troubled.insert(host);
    }

    const base::Clock& clock;
    storage::Database& database;
    net::HttpClient& http;
    const LocalActors& actors;
    const DomainPolicy& policy;
    const Door door = std::make_shared<Gate<State>>(this);

    std::mutex mutex;  // guards what follows, up to the thread's own
    std::condition_variable_any changed;
    Lanes lanes;
    std::vector<Attempt> knocks;     // once more at once, with the other scheme
    std::set<std::string> troubled;  // hosts that failed last, or are paused
    bool woken = true;               // the table has news
    bool moved = false;              // a lane has room
    base::Instant next_due{};
    Millis last_scan{};  // ticks

    Bodies bodies;  // the loop's alone
    std::jthread thread;

    void nudge(bool table) {
        {
            const std::lock_guard lock(mutex);
            (table ? woken : moved) = true;
        }
        changed.notify_one();
    }

    void fill(DeliveryStore& store, const WaitingHost& host, base::Instant now) {
        std::size_t wanted = 0;
        {
            const std::lock_guard lock(mutex);
            wanted = lanes.wanted(host.host, now);
        }
        if (wanted == 0) return;
        auto rows = store.due(host.host, now, wanted);
        const std::lock_guard lock(mutex);
        lanes.fill(host.host, std::move(rows), wanted, scheme_named(host.scheme));
    }

    // The whole table, from host to host.
    void scan(base::Instant now) {
        auto reader = database.read();
        DeliveryStore store(*reader);
        for (const auto& host : store.waiting_hosts(now)) fill(store, host, now);
        const auto next = store.next_at(now);
        const std::lock_guard lock(mutex);
        last_scan = clock.ticks();
        next_due = next == 0 ? now + kLongestSleep : base::from_millis(next);
        if (const auto rest = lanes.next_end_of_rest(now)) next_due = std::min(next_due, *rest);
        // More hosts than memory holds: again when there is room.
        if (lanes.held() >= Lanes::kMostHeld) next_due = now;
    }

    void refill(const std::vector<std::string>& hosts, base::Instant now) {
        if (hosts.empty()) return;
        auto reader = database.read();
        DeliveryStore store(*reader);
        for (const auto& host : hosts) fill(store, {host, store.host(host).scheme}, now);
    }

    // True if something was sent.
    bool pass() {
        const auto now = clock.now();
        bool whole = false;
        std::vector<std::string> hungry;
        {
            const std::lock_guard lock(mutex);
            const bool long_ago = clock.ticks() - last_scan >= kLongestSleep;
            whole = woken || ((now >= next_due || long_ago) && lanes.has_room());
            woken = false;
            moved = false;
            if (!whole) hungry = lanes.hungry(now);
        }
        whole ? scan(now) : refill(hungry, now);
        std::vector<Attempt> attempts;
        {
            const std::lock_guard lock(mutex);
            attempts = lanes.take(now);
            attempts.insert(attempts.end(), knocks.begin(), knocks.end());
            knocks.clear();
        }
        for (auto& attempt : attempts) {
            try {
                send(attempt);
            } catch (const std::exception& failure) {  // the table cannot be read
                base::log::error("a delivery was not begun", {{"why", failure.what()}});
                put_back(attempt.delivery, now);
            }
        }
        return !attempts.empty();
    }

    void put_back(const DueDelivery& delivery, base::Instant now) {
        const std::lock_guard lock(mutex);
        lanes.finish(delivery, false);
        lanes.rest(delivery.host, now + kAfterTrouble);
        next_due = std::min(next_due, now + kAfterTrouble);
    }

    void send(const Attempt& attempt) {
        const auto& delivery = attempt.delivery;
        const auto* sender = actors.by_name(delivery.sender);
        Outgoing outgoing;
        {
            auto reader = database.read();
            DeliveryStore store(*reader);
            // Since it was read it may have been withdrawn, or settled already.
            if (!store.still_due(delivery.id, clock.now())) {
                const std::lock_guard lock(mutex);
                lanes.finish(delivery, false);
                moved = true;
                return;
            }
            if (sender != nullptr) outgoing = outgoing_of(delivery, *sender, bodies, *reader);
        }
        if (!outgoing.body || sender == nullptr || policy.blocks(delivery.host)) {
            const auto now = clock.now();
            return settle(database, door,
                          {.attempt = attempt,
                           .about_host = false,
                           .why = "not sent: withdrawn or blocked",
                           .now = now,
                           .again = now});
        }
        auto request = delivery_request(delivery, outgoing);
        request.sign = [door = door, outgoing, scheme = attempt.scheme](const std::string& url) {
            net::Headers headers;
            door->enter([&](State& state) {
                headers = delivery_signature(url, outgoing, scheme, state.clock.now());
            });
            return headers;
        };
        http.send_later(std::move(request), [door = door, &data = database,
                                             attempt](const Result<net::HttpAnswer>& answer) {
            std::optional<Settling> settling;
            door->enter([&](State& state) { settling = state.judged(attempt, answer); });
            if (settling) settle(data, door, std::move(*settling));  // outside the gate
        });
    }

    // What the answer means; nothing if the other scheme is to be tried first.
    std::optional<Settling> judged(const Attempt& attempt, const Result<net::HttpAnswer>& answer) {
        const int status = answer ? answer->status : 0;
        const auto tries = attempt.delivery.attempts + 1;
        const auto verdict = judge(status, tries, attempt.second);
        if (verdict == Verdict::OtherScheme) {
            auto knock = attempt;
            knock.second = true;
            knock.scheme = attempt.scheme == Scheme::Cavage ? Scheme::Rfc9421 : Scheme::Cavage;
            {
                const std::lock_guard lock(mutex);
                knocks.push_back(std::move(knock));
                moved = true;
            }
            changed.notify_one();
            return std::nullopt;
        }
        const auto now = clock.now();
        auto again = now + delay_after(status, tries, roll());
        if (answer) {
            const auto asked = asked_to_wait_until(status, answer->header("retry-after"), now);
            if (asked) {
                again = std::max(again, *asked);
                const std::lock_guard lock(mutex);
                lanes.rest(attempt.delivery.host, *asked);
                next_due = std::min(next_due, *asked);
            }
        }
        return Settling{.attempt = attempt,
                        .verdict = verdict,
                        .status = status,
                        .why = answer ? "HTTP " + std::to_string(status)
                                      : base::truncate_utf8(answer.error().detail, kLongestError),
                        .now = now,
                        .again = again};
    }

    static void settle(storage::Database& data, const Door& door, Settling given) {
        // Shared by the work and what follows its commit.
        auto settling = std::make_shared<Settling>(std::move(given));
        data.write_later(
            [settling](storage::Connection& connection) -> Result<void> {
                DeliveryStore store(connection);
                auto outcome = *settling;
                write(store, outcome);
                const auto& delivery = outcome.attempt.delivery;
                if (outcome.verdict == Verdict::Delivered)
                    Arrivals::arrived(connection, delivery.activity, delivery.host);
                *settling = std::move(outcome);
                return {};
            },
            [settling, door](const Result<void>& written) {
                door->enter([&](State& state) { state.settled(*settling, written); });
            });
    }

    void settled(const Settling& settling, const Result<void>& written) {
        const auto& [attempt, verdict, status, about_host, why, now, again, peer] = settling;
        const auto& host = attempt.delivery.host;
        if (verdict != Verdict::Delivered) {
            const auto* event = verdict == Verdict::Failed ? "delivery given up" : "not delivered";
            base::log::info(event, {{"host", host}, {"why", why}});
        }
        {
            const std::lock_guard lock(mutex);
            lanes.finish(attempt.delivery, verdict == Verdict::Delivered);
            moved = true;
            if (!written) {  // still in the table, sent or not: not again and again
                lanes.rest(host, now + kAfterTrouble);
                next_due = std::min(next_due, now + kAfterTrouble);
            } else {
                if (verdict == Verdict::Delivered) lanes.learn(host, attempt.scheme);
                if (verdict == Verdict::Later || verdict == Verdict::Held) {
                    next_due =
                        std::min(next_due, std::max(again, base::from_millis(peer.retry_at)));
                }
                if (peer.retry_at > base::to_millis(now)) lanes.drop(host);
                if (peer.failures > 0) {
                    troubled.insert(host);
                } else {
                    troubled.erase(host);
                }
            }
        }
        changed.notify_one();
    }

    void loop(const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), "delivery");
        while (!stop.stop_requested()) {
            Millis longest = kLongestSleep;
            try {
                if (pass()) {
                    std::this_thread::sleep_for(kBreath);
                    continue;
                }
            } catch (const std::exception& failure) {
                base::log::error("deliveries cannot be read", {{"why", failure.what()}});
                longest = 5s;
                const std::lock_guard lock(mutex);
                next_due = clock.now() + longest;
            }
            std::unique_lock lock(mutex);
            const Millis until_due = next_due - clock.now();
            const auto wait = std::clamp(until_due, kShortestSleep, longest);
            changed.wait_for(lock, stop, wait, [this] { return woken || moved; });
        }
    }
};

Delivery::Delivery(const base::Clock& clock, storage::Database& database, net::HttpClient& http,
                   const LocalActors& actors, const DomainPolicy& policy)
    : state_(std::make_unique<State>(clock, database, http, actors, policy)) {}

Delivery::~Delivery() { stop(); }

void Delivery::start() {
    auto& state = *state_;
    state.database.write_later(
        [before =
             state.clock.now() - kKeepFailed](storage::Connection& connection) -> Result<void> {
            DeliveryStore(connection).forget_failed(before);
            return {};
        },
        [](const Result<void>&) {});
    state.thread = std::jthread([&state](const std::stop_token& stop) { state.loop(stop); });
}

void Delivery::stop() {
    if (state_->thread.joinable()) {
        state_->thread.request_stop();
        state_->thread.join();
    }
    state_->door->close();
}

void Delivery::wake() { state_->nudge(true); }

void Delivery::heard_from(const std::string& host) {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->troubled.erase(host) == 0) return;
    }
    state_->database.write_later(
        [host, now = state_->clock.now()](storage::Connection& connection) -> Result<void> {
            DeliveryStore store(connection);
            const auto known = store.host(host);
            store.save_host(host, {known.scheme, 0, 0, 0});
            if (is_open(known)) store.all_due(host, now);
            return {};
        },
        [door = state_->door](const Result<void>&) {
            door->enter([](State& state) { state.nudge(true); });
        });
}

bool Delivery::is_troubled(const std::string& host) const {
    const std::lock_guard lock(state_->mutex);
    return state_->troubled.contains(host);
}

Result<std::int64_t> Delivery::retry(const std::string& host) {
    const auto now = state_->clock.now();
    auto renewed =
        state_->database.write_value([&](storage::Connection& connection) -> Result<std::int64_t> {
            return DeliveryStore(connection).renew(host, now);
        });
    if (!renewed) return renewed;
    {
        const std::lock_guard lock(state_->mutex);
        state_->lanes.rouse(host);
    }
    state_->nudge(true);
    return renewed;
}

}  // namespace essaim::federation
