#include "node/federation/followers_sync.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/request_signature.h"
#include "activitypub/vocabulary/collection.h"
#include "node/base/log.h"
#include "node/federation/followers_digest.h"
#include "node/federation/outbox.h"
#include "node/federation/signed_fetch.h"
#include "node/federation/signed_get.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kPause = 10min;  // between two looks at the same actor
constexpr std::size_t kMostActors = 10'000;
constexpr std::size_t kMostItems = 5000;
constexpr int kMostPages = 3;
constexpr const char* kHeader = "collection-synchronization";

bool is_signed(const web::Request& request, const LocalActors& actors) {
    const activitypub::HttpMessage message{request.method, request.target,  "https",
                                           actors.host(),  request.headers, request.body};
    const auto claim = activitypub::claimed_signature(message);
    return claim && std::ranges::find(claim->components, kHeader) != claim->components.end();
}

// Our actors that follow this one, as both sides agreed.
std::vector<std::string> followers_here(storage::Connection& connection, const LocalActors& actors,
                                        const std::string& actor) {
    std::vector<std::string> ids;
    auto query =
        connection.query("SELECT local_name FROM following WHERE actor = ? AND state = 'accepted'")
            .arg(actor);
    while (query.step()) {
        if (const auto* us = actors.by_name(query.text(0))) ids.push_back(us->id);
    }
    return ids;
}

std::string followers_of(storage::Connection& connection, const std::string& actor) {
    auto query = connection
                     .query(
                         "SELECT coalesce(json_extract(json, '$.followers'), '') FROM remote_actor "
                         "WHERE id = ?")
                     .arg(actor);
    return query.step() ? query.text(0) : "";
}

// All its items, or nothing: what is not complete proves nothing about who is missing.
Result<std::set<std::string>> whole_collection(const SignedFetch& fetch, const std::string& url) {
    std::set<std::string> ids;
    auto next = url;
    for (int page = 0; page < kMostPages; ++page) {
        const auto document = TRY(fetch.fetch(next));
        const auto read = TRY(activitypub::parse_collection(document, kMostItems));
        if (read.item_ids.size() >= kMostItems) break;
        ids.insert(read.item_ids.begin(), read.item_ids.end());
        const bool begins = page == 0 && read.item_ids.empty() && !read.first.empty();
        next = begins ? read.first : read.next;
        if (next.empty()) return ids;
        if (!activitypub::same_origin(next, url))
            return refuse(Fault::Forbidden, "a page elsewhere");
    }
    return refuse(Fault::TooLarge, "a followers collection without end");
}

}  // namespace

void FollowersSync::add_to(web::Router& router) {
    router.get("/@{name}/followers_synchronization",
               [this](const web::Request& request) { return partial_collection(request); });
}

web::Response FollowersSync::partial_collection(const web::Request& request) {
    const auto* actor = parts_.actors.by_name(request.parameter("name"));
    if (actor == nullptr || actor->is_node())
        return web::Response::text(404, "Nobody of that name.\n");
    const auto signer = signer_of(request, parts_, limits_);
    if (!signer) return signer.error();
    auto reader = parts_.database.read();
    const auto ids = followers_at(*reader, *actor, activitypub::origin_of(*signer));
    auto document =
        activitypub::make_ordered_collection({.id = actor->id + "/followers_synchronization",
                                              .total = static_cast<std::int64_t>(ids.size()),
                                              .first = {},
                                              .last = {}},
                                             nlohmann::json(ids));
    document["partOf"] = actor->id + "/followers";
    return web::Response::json(200, std::string(activitypub::kActivityJson), document.dump())
        .with("Cache-Control", "private, no-store")
        .with("Vary", "Accept, Signature");
}

bool FollowersSync::may_ask_again(const std::string& actor) {
    const auto now = parts_.clock.ticks();
    return asked_.with([&](auto& asked) {
        const auto found = asked.find(actor);
        if (found != asked.end() && now - found->second < kPause) return false;
        if (asked.size() >= kMostActors) asked.clear();
        asked[actor] = now;
        return true;
    });
}

void FollowersSync::heard(const web::Request& request, const std::string& actor) {
    const auto given = request.header(kHeader);
    if (!given) return;
    const auto told = parse_synchronization(*given);
    if (!told || !activitypub::same_origin(told->url, actor) || !is_signed(request, parts_.actors))
        return;
    {
        auto reader = parts_.database.read();
        if (followers_of(*reader, actor) != told->collection) return;
        if (followers_digest(followers_here(*reader, parts_.actors, actor)) == told->digest) return;
    }
    if (!may_ask_again(actor)) return;
    errands_.add("sync " + actor, [this, actor, url = told->url](const std::stop_token&) {
        if (auto mended = mend(actor, url); !mended) {
            base::log::info("followers not synchronised",
                            {{"actor", actor}, {"why", mended.error().detail}});
        }
    });
}

Result<void> FollowersSync::mend(const std::string& actor, const std::string& url) {
    const auto listed = TRY(whole_collection(parts_.fetch, url));
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        const auto now = parts_.clock.now();
        for (const auto* us : parts_.actors.all()) {
            const bool is_listed = listed.contains(us->id);
            std::string state;
            if (auto query =
                    connection
                        .query("SELECT state FROM following WHERE local_name = ? AND actor = ?")
                        .arg(us->name)
                        .arg(actor);
                query.step()) {
                state = query.text(0);
            }
            if (state == "accepted" && !is_listed) {
                connection.query("DELETE FROM following WHERE local_name = ? AND actor = ?")
                    .arg(us->name)
                    .arg(actor)
                    .run();
            }
            if (!is_listed || state == "accepted") continue;
            if (state == "asked") {  // its Accept was lost
                connection
                    .query(
                        "UPDATE following SET state = 'accepted', since = ? WHERE local_name = ? "
                        "AND actor = ?")
                    .arg(base::to_millis(now))
                    .arg(us->name)
                    .arg(actor)
                    .run();
                continue;
            }
            const auto follow =
                activitypub::make_follow(parts_.outbox.new_activity_id(now), us->id, actor);
            const auto undo =
                activitypub::make_undo(parts_.outbox.new_activity_id(now), us->id, follow);
            if (auto sent = parts_.outbox.send_to(connection, undo, actor, now); !sent) return sent;
        }
        return {};
    });
    parts_.outbox.wake();
    return written;
}

}  // namespace essaim::federation
