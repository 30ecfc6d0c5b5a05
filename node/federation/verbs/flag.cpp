#include "node/federation/verbs/flag.h"

#include <algorithm>

#include "activitypub/iri.h"
#include "node/base/log.h"
#include "node/federation/object_store.h"
#include "node/federation/remote_actor_store.h"
#include "node/federation/reports.h"
#include "node/storage/connection.h"

namespace essaim::federation::verbs {

namespace {

constexpr std::size_t kMostObjects = 50;

// Whose it is: of an object its actor, of an actor itself; "" if we hold nothing of that name.
std::string author_of(const InboxParts& parts, storage::Connection& connection,
                      const std::string& iri) {
    if (parts.actors.by_id(iri) != nullptr) return iri;
    if (const auto held = ObjectStore(connection).find(iri))
        return held->deleted ? "" : held->actor;
    return RemoteActorStore(connection).find(iri) ? iri : "";
}

bool is_too_much(ReportStore& store, const std::string& host, base::Instant now) {
    return store.count_since(host, now - std::chrono::hours(1)) >= Reports::kPerHostAndHour ||
           store.count_open(host) >= Reports::kOpenPerHost ||
           store.count_open() >= Reports::kOpenInAll;
}

}  // namespace

Result<void> flag(const InboxParts& parts, storage::Connection& connection,
                  const activitypub::Activity& activity) {
    const auto now = parts.clock.now();
    Report report;
    report.activity = activity.id;
    report.origin = ReportOrigin::Server;
    report.host = activitypub::host_of(activity.actor);
    report.reason = short_reason(activity.content, Reports::kReasonCharacters);
    report.at = now;
    for (const auto& iri : activity.object_ids) {
        if (report.objects.size() == kMostObjects) break;
        const auto author = author_of(parts, connection, iri);
        if (author.empty() || std::ranges::find(report.objects, iri) != report.objects.end())
            continue;
        report.objects.push_back(iri);
        // Mastodon names the actor, then the posts: the first post is what it is about.
        if (report.about.empty() || report.about == report.author) {
            report.about = iri;
            report.author = author;
        }
    }
    if (report.objects.empty()) return refuse(Fault::NotFound, "a report about nothing we hold");
    ReportStore store(connection);
    if (store.repeats(report)) return {};
    if (is_too_much(store, report.host, now)) {
        base::log::info("too many reports", {{"host", report.host}});
        return {};
    }
    store.add(report);
    return {};
}

}  // namespace essaim::federation::verbs
