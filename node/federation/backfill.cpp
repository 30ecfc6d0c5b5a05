#include "node/federation/backfill.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/collection.h"
#include "node/base/log.h"
#include "node/federation/object_store.h"
#include "node/federation/remote_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr int kMostPages = 3;
constexpr std::size_t kMostItems = 50;  // of one page
constexpr int kMostFetched = 20;        // items that are only named
constexpr int kMostTries = 5;
constexpr int kAtOnce = 3;
constexpr std::chrono::milliseconds kRest = 5s;  // after an Accept: it may not be the last word
constexpr std::chrono::milliseconds kAgain = 1h;

struct Due {
    std::string actor;
    base::Instant since;
    std::int64_t tries;
};

std::vector<Due> due(storage::Connection& connection, base::Instant now) {
    std::vector<Due> all;
    auto query = connection
                     .query(
                         "SELECT actor, since, tries FROM backfill WHERE due_at <= ? "
                         "ORDER BY due_at LIMIT ?")
                     .arg(base::to_millis(now))
                     .arg(kAtOnce);
    while (query.step())
        all.push_back({query.text(0), base::from_millis(query.number(1)), query.number(2)});
    return all;
}

// When what it tells about was said; nothing if it does not tell.
std::optional<base::Instant> time_of(const json& activity) {
    if (const auto* object = activitypub::object(activity, "object")) {
        if (const auto when = activitypub::date(*object, "published")) return when;
    }
    return activitypub::date(activity, "published");
}

// The pages of an outbox, newest first, each item as it stands there.
class Pages {
  public:
    Pages(const SignedFetch& fetch, std::string outbox) : fetch_(fetch), next_(std::move(outbox)) {}
    bool more() const { return !next_.empty() && read_ < kMostPages; }

    Result<std::vector<json>> next() {
        const auto address = next_;
        const auto document = TRY(fetch_.fetch(address));
        const auto page = TRY(activitypub::parse_collection(document, kMostItems));
        std::vector<json> items;
        for (const auto* item : activitypub::collection_items(document, kMostItems))
            items.push_back(*item);
        if (items.empty() && !began_ && !page.first.empty()) {
            next_ = page.first;  // the collection itself had none
        } else {
            ++read_;
            next_ = page.next;
            // Lemmy's one page, which names a first page, too: that is the next.
            if (next_.empty() && !began_) next_ = page.first;
        }
        began_ = true;
        if (!activitypub::same_origin(next_, address) || next_ == address) next_.clear();
        return items;
    }

  private:
    const SignedFetch& fetch_;
    std::string next_;
    int read_ = 0;
    bool began_ = false;
};

}  // namespace

void Backfill::ask(storage::Connection& connection, const std::string& actor, base::Instant since,
                   base::Instant now) {
    connection
        .query(
            "INSERT INTO backfill (actor, since, due_at) VALUES (?,?,?) ON CONFLICT (actor) DO "
            "UPDATE SET "
            "since = min(since, excluded.since), due_at = excluded.due_at, tries = 0")
        .arg(actor)
        .arg(base::to_millis(since))
        .arg(base::to_millis(now + kRest))
        .run();
}

void Backfill::run_due(const std::stop_token& stop) {
    std::vector<Due> all;
    {
        auto reader = parts_.database.read();
        all = due(*reader, parts_.clock.now());
    }
    for (const auto& one : all) {
        const auto offered = read(one.actor, one.since, stop);
        if (stop.stop_requested()) return;  // it stays due
        const bool again =
            !offered && offered.error().fault == Fault::Unavailable && one.tries < kMostTries;
        base::log::info("outbox read", {{"actor", one.actor},
                                        {"offered", offered ? std::to_string(*offered) : "0"},
                                        {"why", offered ? "" : offered.error().detail}});
        std::ignore = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
            if (again) {
                connection
                    .query("UPDATE backfill SET tries = tries + 1, due_at = ? WHERE actor = ?")
                    .arg(base::to_millis(parts_.clock.now() + kAgain * (1 << one.tries)))
                    .arg(one.actor)
                    .run();
            } else {
                connection.query("DELETE FROM backfill WHERE actor = ?").arg(one.actor).run();
            }
            return {};
        });
    }
}

bool Backfill::offer(const json& activity, const std::string& actor) {
    const auto id = activitypub::text(activity, "id");
    if (activitypub::type_of(activity) != "Create" ||
        activitypub::text_or_id(activity, "actor") != actor ||
        !activitypub::same_origin(id, actor)) {
        return false;
    }
    {
        auto reader = parts_.database.read();
        if (ObjectStore(*reader).find(activitypub::text_or_id(activity, "object"))) return false;
    }
    return inbox_.accept(
        {.id = id, .actor = actor, .host = activitypub::host_of(actor), .body = activity.dump()},
        [](const Result<void>&) {});
}

Result<int> Backfill::read(const std::string& actor, base::Instant since,
                           const std::stop_token& stop) {
    const auto profile = TRY(parts_.remote.fetch_actor(actor));
    if (!activitypub::same_origin(profile.outbox, actor)) return 0;
    Pages pages(parts_.fetch, profile.outbox);
    std::vector<json> found;  // newest first
    int fetched = 0;
    for (bool recent = true; recent && pages.more() && !stop.stop_requested();) {
        for (auto& item : TRY(pages.next())) {
            if (item.is_string() && activitypub::same_origin(item.get<std::string>(), actor)) {
                if (fetched++ >= kMostFetched || stop.stop_requested()) continue;
                auto activity = parts_.fetch.fetch(item.get<std::string>());
                if (!activity) continue;
                item = std::move(*activity);
            }
            if (!item.is_object()) continue;
            if (const auto when = time_of(item); when && *when < since) {
                recent = false;
                continue;
            }
            found.push_back(std::move(item));
        }
    }
    int offered = 0;
    for (auto item = found.rbegin(); item != found.rend(); ++item) {
        if (offer(*item, actor)) ++offered;
    }
    return offered;
}

}  // namespace essaim::federation
