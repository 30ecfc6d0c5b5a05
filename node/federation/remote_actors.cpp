#include "node/federation/remote_actors.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "activitypub/authority.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/guarded.h"
#include "node/base/log.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
using Ticks = std::chrono::milliseconds;
using Waiting = std::vector<std::function<void(Result<void>)>>;

constexpr std::size_t kRemembered = 20'000;  // rows of each table that strangers fill (0.11)
constexpr std::size_t kMostFetches = 500;    // keys under way
constexpr auto kRefetchPause = 5min;
constexpr auto kFirstPause = 30s;  // after a failure, doubled up to the longest
constexpr auto kLongestPause = 10min;
constexpr auto kKeyTimeout = 4500ms;  // a parked request waits five seconds
constexpr int kKeyHops = 2;           // a key document, then its owner

struct Failure {
    Fault fault = Fault::Unavailable;
    Ticks until{};
    Ticks pause{};
};

struct Fetches {
    std::map<std::string, Waiting> under_way;
    std::unordered_map<std::string, Failure> failures;  // by key id
    std::unordered_map<std::string, Ticks> refetched;   // by key id
};

template <class Table>
void bound(Table& table) {
    if (table.size() >= kRemembered) table.clear();
}

}  // namespace

struct RemoteActors::State {
    storage::Database& database;
    net::HttpClient& http;
    const SignedFetch& fetch;
    const base::Clock& clock;
    KeyRing ring;
    base::Guarded<Fetches> fetches;
    std::mutex ending;
    std::condition_variable ended;
    int running = 0;  // chains of fetches whose answer will come to this object

    void remember(const activitypub::Actor& actor, const ListedKeys& keys) {
        ring.forget_owner(actor.id);
        for (const auto& [id, key] : keys) {
            ring.put(id, std::make_shared<const KnownKey>(KnownKey{actor.id, key, clock.now()}));
        }
    }

    // An actor document from its own address. The memory is enough to go on;
    // the disk follows.
    Result<void> take_over(const nlohmann::json& document, const std::string& wanted_key) {
        auto actor = TRY(activitypub::parse_actor(document));
        auto keys = keys_of(actor);
        const bool there =
            std::ranges::any_of(keys, [&](const auto& key) { return key.first == wanted_key; });
        if (!there) return refuse(Fault::Unauthorized, "the owner does not list this key");
        remember(actor, keys);
        database.write_later(
            [actor, json = document.dump(), keys,
             now = clock.now()](storage::Connection& connection) -> Result<void> {
                RemoteActorStore(connection).save(actor, json, keys, now);
                return {};
            },
            [](const Result<void>&) {});
        return {};
    }

    void suspect(const std::string& id) {
        database.write_later(
            [id](storage::Connection& connection) -> Result<void> {
                connection.query("UPDATE remote_actor SET fetched_at = 0 WHERE id = ?")
                    .arg(id)
                    .run();
                return {};
            },
            [](const Result<void>&) {});
    }

    void step(const std::string& key_id, const std::string& url, int hops) {
        auto request = fetch.request(url);
        if (!request) return finish(key_id, std::unexpected(request.error()));
        request->timeout = kKeyTimeout;
        http.send_later(std::move(*request),
                        [this, key_id, url, hops](Result<net::HttpAnswer> answer) {
                            read(key_id, url, hops, std::move(answer));
                        });
    }

    void read(const std::string& key_id, const std::string& url, int hops,
              Result<net::HttpAnswer> answer) {
        if (!answer) return finish(key_id, std::unexpected(answer.error()));
        auto document = SignedFetch::document(*answer);
        if (!document) return finish(key_id, std::unexpected(document.error()));
        const auto& address = answer->url.empty() ? url : answer->url;
        const auto id = activitypub::text(*document, "id");
        const bool at_home = activitypub::is_what_was_fetched(address, id).has_value();
        if (at_home && activitypub::parse_actor(*document)) {
            return finish(key_id, take_over(*document, key_id));
        }
        // GoToSocial's stub, or a bare key: the owner must list it.
        const auto stub = activitypub::parse_key_document(*document);
        if (!stub || hops <= 1 || !activitypub::same_origin(stub->owner, key_id)) {
            return finish(key_id, refuse(Fault::Unauthorized, "no key at " + url));
        }
        step(key_id, stub->owner, hops - 1);
    }

    void finish(const std::string& key_id, const Result<void>& outcome) {
        const auto now = clock.ticks();
        auto waiting = fetches.with([&](Fetches& all) {
            if (outcome) {
                all.failures.erase(key_id);
            } else {
                bound(all.failures);
                auto& failure = all.failures[key_id];
                const bool later = outcome.error().fault == Fault::Unavailable;
                const Ticks next =
                    later ? std::max<Ticks>(kFirstPause, failure.pause * 2) : Ticks(kLongestPause);
                failure.pause = std::min<Ticks>(next, kLongestPause);
                failure.fault = outcome.error().fault;
                failure.until = now + failure.pause;
            }
            auto taken = std::move(all.under_way[key_id]);
            all.under_way.erase(key_id);
            return taken;
        });
        if (!outcome) {
            base::log::info("no key", {{"key", key_id}, {"why", outcome.error().detail}});
        }
        for (auto& done : waiting) done(outcome);
        const std::lock_guard lock(ending);
        --running;
        ended.notify_all();
    }
};

RemoteActors::RemoteActors(storage::Database& database, net::HttpClient& http,
                           const SignedFetch& fetch, const base::Clock& clock)
    : state_(new State{.database = database,
                       .http = http,
                       .fetch = fetch,
                       .clock = clock,
                       .ring = {},
                       .fetches = {},
                       .ending = {},
                       .ended = {}}) {}

RemoteActors::~RemoteActors() {
    std::unique_lock lock(state_->ending);
    state_->ended.wait(lock, [this] { return state_->running == 0; });
}

KeyPointer RemoteActors::key(const std::string& key_id) const {
    if (auto known = state_->ring.find(key_id)) return known;
    auto reader = state_->database.read();
    auto known = RemoteActorStore(*reader).key(key_id);
    if (known) state_->ring.put(key_id, known);
    return known;
}

bool RemoteActors::is_known(const std::string& actor_id) const {
    return find(actor_id).has_value();
}

std::optional<RemoteActor> RemoteActors::find(const std::string& actor_id) const {
    auto reader = state_->database.read();
    return RemoteActorStore(*reader).find(actor_id);
}

void RemoteActors::fetch_key(const std::string& key_id, std::function<void(Result<void>)> done) {
    enum class Turn { First, Joined, Full };
    {
        const std::lock_guard lock(state_->ending);
        ++state_->running;
    }
    const auto turn = state_->fetches.with([&](Fetches& all) {
        const auto found = all.under_way.find(key_id);
        if (found != all.under_way.end()) {
            found->second.push_back(std::move(done));
            return Turn::Joined;
        }
        if (all.under_way.size() >= kMostFetches) return Turn::Full;
        all.under_way[key_id].push_back(std::move(done));
        return Turn::First;
    });
    if (turn == Turn::First) return state_->step(key_id, key_id, kKeyHops);
    if (turn == Turn::Full) done(refuse(Fault::Unavailable, "too many keys are being fetched"));
    const std::lock_guard lock(state_->ending);
    --state_->running;
    state_->ended.notify_all();
}

bool RemoteActors::is_being_fetched(const std::string& key_id) const {
    return state_->fetches.with([&](const Fetches& all) { return all.under_way.contains(key_id); });
}

std::optional<Fault> RemoteActors::failure(const std::string& key_id) const {
    const auto now = state_->clock.ticks();
    return state_->fetches.with([&](const Fetches& all) -> std::optional<Fault> {
        const auto found = all.failures.find(key_id);
        if (found == all.failures.end() || found->second.until <= now) return std::nullopt;
        return found->second.fault;
    });
}

bool RemoteActors::may_refetch(const std::string& key_id) {
    const auto now = state_->clock.ticks();
    return state_->fetches.with([&](Fetches& all) {
        const auto found = all.refetched.find(key_id);
        if (found != all.refetched.end() && now - found->second < kRefetchPause) return false;
        bound(all.refetched);
        all.refetched[key_id] = now;
        return true;
    });
}

Result<activitypub::Actor> RemoteActors::fetch_actor(const std::string& id) {
    const auto fetched = state_->fetch.fetch(id);
    // Gone, says whatever made us ask; it is asked once more before it is believed.
    if (!fetched && fetched.error().fault == Fault::Gone) state_->suspect(id);
    const auto document = TRY(fetched);
    auto actor = TRY(activitypub::parse_actor(document));
    if (actor.inbox.empty() || !activitypub::same_origin(actor.inbox, actor.id)) {
        return refuse(Fault::Malformed, "an actor without an inbox of its own: " + actor.id);
    }
    const auto keys = keys_of(actor);
    TRY(state_->database.write([&](storage::Connection& connection) -> Result<void> {
        RemoteActorStore(connection).save(actor, document.dump(), keys, state_->clock.now());
        return {};
    }));
    state_->remember(actor, keys);
    return actor;
}

void RemoteActors::forget(storage::Connection& connection, const std::string& actor_id) {
    RemoteActorStore(connection).forget(actor_id);
    state_->ring.forget_owner(actor_id);
}

}  // namespace essaim::federation
