#include "node/federation/verbs/answer.h"

#include "activitypub/authority.h"
#include "node/federation/backfill.h"
#include "node/federation/quotes.h"
#include "node/federation/verbs/quote_answer.h"
#include "node/storage/connection.h"

namespace essaim::federation::verbs {

Result<void> answer(const InboxParts& parts, storage::Connection& connection,
                    const activitypub::Activity& activity) {
    if (const auto asked = Quotes(connection).asked(activity.object_id))
        return quote_answer(parts, connection, activity, *asked);
    auto query =
        connection.query("SELECT local_name, activity, state FROM following WHERE actor = ?")
            .arg(activity.actor);
    if (!query.step()) return refuse(Fault::Forbidden, "an answer to a question never asked");
    const auto name = query.text(0);
    const bool was_asked = query.text(2) == "asked";
    const auto* asking = parts.actors.by_name(name);
    if (asking == nullptr) return refuse(Fault::NotFound, "nobody asked");
    if (auto allowed = activitypub::may_answer(activity, activity.actor, asking->id, query.text(1));
        !allowed) {
        return std::unexpected(Error(allowed.error()));
    }
    connection.query("UPDATE following SET state = ?, since = ? WHERE local_name = ? AND actor = ?")
        .arg(activity.type == "Accept" ? "accepted" : "rejected")
        .arg(base::to_millis(parts.clock.now()))
        .arg(name)
        .arg(activity.actor)
        .run();
    // What was published before we followed.
    const auto now = parts.clock.now();
    if (activity.type == "Accept" && was_asked)
        Backfill::ask(connection, activity.actor, now - kBackfillReach, now);
    return {};
}

}  // namespace essaim::federation::verbs
