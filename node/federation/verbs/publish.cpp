#include "node/federation/verbs/publish.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/json_access.h"
#include "node/federation/keep.h"
#include "node/federation/object_store.h"
#include "node/federation/verbs/refresh.h"

namespace essaim::federation::verbs {

namespace {

// An edit counts only if it is newer than what we hold (case 34); one without
// a date cannot be compared.
bool is_newer(const nlohmann::json& object, const std::string& held) {
    const auto before = nlohmann::json::parse(held, nullptr, false);
    const auto time_of = [](const nlohmann::json& one) {
        const auto updated = activitypub::date(one, "updated");
        return updated ? updated : activitypub::date(one, "published");
    };
    const auto old_time = time_of(before);
    const auto new_time = time_of(object);
    return !old_time || !new_time || *new_time > *old_time;
}

}  // namespace

Result<void> publish(const InboxParts& parts, storage::Connection& connection,
                     const Prepared& prepared) {
    const auto& activity = prepared.activity;
    const auto& object = *prepared.object;
    const auto id = activitypub::text(object, "id");
    // Pages show public things only; private ones wait for their rooms.
    if (!activitypub::is_public_audience(activitypub::list(object, "to"),
                                         activitypub::list(object, "cc")))
        return {};
    ObjectStore store(connection);
    if (store.is_undone(id, activity.actor)) return {};  // its Delete came first (case 33)
    const auto known = store.find(id);
    const auto author = activitypub::text_or_id(object, "attributedTo");
    if (known && (known->deleted || known->local)) return {};
    if (known && known->actor != author)
        return refuse(Fault::Forbidden, "somebody else's object");  // B4
    if (known && activity.type == "Create") return {};
    if (known && !is_newer(object, known->json))
        return refresh(parts, connection, prepared, *known);
    return keep(parts, connection, activity, object, 0);
}

}  // namespace essaim::federation::verbs
