#include "node/federation/retention.h"

#include <algorithm>

#include "node/base/log.h"
#include "node/federation/report_store.h"
#include "node/federation/retention_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kBatch = 100;  // objects in one transaction: others write in between

}  // namespace

// How far the walk over the objects has come.
struct RetentionCursor {
    base::Instant due;      // what came before it goes, unless it is kept
    std::int64_t too_much;  // what came before it goes even if we follow its author
    std::int64_t received = 0;
    std::string id;
    std::int64_t removed = 0;
};

void Retention::add(Keeper keeper) { keepers_.push_back(std::move(keeper)); }

// What concerns us: part of a conversation with ours, liked or passed on by us,
// reported and not yet decided, or wanted by a feature.
bool Retention::is_needed(storage::Connection& connection, const std::string& id) const {
    RetentionStore store(connection);
    if (store.is_in_talk_with_ours(id) || store.has_reaction_of(id, actors_.host())) return true;
    if (ReportStore(connection).is_named_in_open(id)) return true;
    return std::ranges::any_of(keepers_, [&](const Keeper& keeper) {
        return keeper.needs && keeper.needs(connection, id);
    });
}

Result<bool> Retention::expire_objects(RetentionCursor& cursor) {
    return database_.write_value([&](storage::Connection& connection) -> Result<bool> {
        RetentionStore store(connection);
        const auto last = std::max(cursor.due, base::from_millis(cursor.too_much));
        const auto old = store.objects_after(cursor.received, cursor.id, last, kBatch);
        for (const auto& object : old) {
            const bool followed = object.followed && object.received >= cursor.too_much;
            if (followed || is_needed(connection, object.id)) continue;
            for (const auto& keeper : keepers_) {
                if (keeper.forget) keeper.forget(connection, object.id);
            }
            store.remove_object(object.id);
            ++cursor.removed;
        }
        if (old.empty()) return false;
        cursor.received = old.back().received;
        cursor.id = old.back().id;
        return old.size() == kBatch;
    });
}

Result<void> Retention::run() {
    const auto now = clock_.now();
    RetentionCursor cursor{.due = now - kObjects, .too_much = 0, .id = {}};
    {
        auto reader = database_.read();
        cursor.too_much = RetentionStore(*reader).received_within(most_objects_);
    }
    for (bool more = true; more;) {
        auto step = expire_objects(cursor);
        if (!step) return std::unexpected(std::move(step).error());
        more = *step;
    }
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        RetentionStore store(connection);
        store.forget_tombstones(now - kTombstones);
        store.forget_severed(now - kSevered);
        store.forget_reports(now - kReports, kMostReports);
        store.forget_journal(now - kJournal, kJournalLines);
        store.forget_failures(now - kFailures, kMostFailures);
        store.forget_forms(now - Hours(1));
        store.forget_join_requests(now - kJoinRequests);
        store.forget_moves(now - Hours(24 * 365), actors_.base());
        store.limit_reactions(kMostReactions);
        store.limit_memory(kMostUndone, kMostRemembered);
        return {};
    });
    if (!written) return written;
    written = database_.write([&](storage::Connection& connection) -> Result<void> {
        RetentionStore store(connection);
        store.forget_profiles(now - kProfiles, kMostProfiles);
        store.forget_hosts();
        return {};
    });
    if (written) base::log::info("expired", {{"objects", std::to_string(cursor.removed)}});
    return written;
}

}  // namespace essaim::federation
