#include "node/federation/verbs/react.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/authority.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/object.h"
#include "node/federation/keep.h"
#include "node/federation/object_store.h"
#include "node/federation/reactions.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation::verbs {

namespace {

// Groups announce activities (FEP-1b12): of a Create or Update its object is
// meant; a Like or Delete that is passed on is nothing to show.
bool wraps_activity(const activitypub::Activity& activity) {
    return activity.object && activitypub::member(*activity.object, "actor") != nullptr &&
           activitypub::member(*activity.object, "object") != nullptr;
}

std::string target_of(const activitypub::Activity& activity) {
    if (!wraps_activity(activity)) return activity.object_id;
    if (activity.object_type != "Create" && activity.object_type != "Update") return {};
    return activitypub::text_or_id(*activity.object, "object");
}

bool is_hidden(storage::Connection& connection, const std::string& id, const std::string& actor) {
    return connection.query("SELECT 1 FROM hidden WHERE id IN (?, ?)").arg(id).arg(actor).step();
}

bool is_followed(storage::Connection& connection, const std::string& actor) {
    return connection.query("SELECT 1 FROM following WHERE actor = ? AND state = 'accepted'")
        .arg(actor)
        .step();
}

Result<void> may_get(const InboxParts& parts, const activitypub::Activity& activity,
                     const StoredObject& known) {
    // Our activities have ids, too: nobody likes a Follow.
    if (parts.registry.find("Create", known.type) == nullptr) {
        return refuse(Fault::Unprocessable, "a reaction to " + known.type);
    }
    const auto object =
        TRY(activitypub::parse_object(nlohmann::json::parse(known.json, nullptr, false)));
    auto named = activity;  // by its wrapping, perhaps
    named.object_id = object.id;
    if (auto allowed = activitypub::may_announce(named, &object); !allowed) {
        return std::unexpected(Error(allowed.error()));
    }
    return {};
}

}  // namespace

bool is_reaction(const activitypub::Activity& activity) {
    return reaction_kind(activity.type).has_value();
}

Result<void> prepare_reaction(const InboxParts& parts, Prepared& prepared, Network network) {
    const auto& activity = prepared.activity;
    prepared.object = nullptr;  // never what the activity says it is (B4, B13)
    const auto target = target_of(activity);
    if (!activitypub::is_iri(target)) {
        prepared.kind = Prepared::Kind::Ignore;
        return {};
    }
    {
        auto reader = parts.database.read();
        const auto known = ObjectStore(*reader).find(target);
        if (known && !known->deleted) return may_get(parts, activity, *known);
        const bool wanted = !known && reaction_kind(activity.type) == ReactionKind::Boost &&
                            !parts.actors.owns(target) && is_followed(*reader, activity.actor);
        if (!wanted) {
            prepared.kind = Prepared::Kind::Ignore;
            return {};
        }
    }
    if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
    auto document = TRY(parts.fetch.fetch(target));
    const auto object = TRY(may_be_kept(parts, document));
    meet_author(parts, object.attributed_to);
    prepared.object = std::make_shared<const nlohmann::json>(std::move(document));
    return {};
}

Result<void> react(const InboxParts& parts, storage::Connection& connection,
                   const Prepared& prepared) {
    const auto& activity = prepared.activity;
    const auto now = parts.clock.now();
    ObjectStore store(connection);
    if (store.is_undone(activity.id, activity.actor)) return {};  // its Undo came first
    auto target = target_of(activity);
    if (prepared.object) {
        target = activitypub::text(*prepared.object, "id");
        TRY(take_in(parts, connection, *prepared.object, 1));
    }
    const auto known = store.find(target);
    if (!known || known->deleted || is_hidden(connection, target, activity.actor)) return {};
    // A group passes on every answer: only what begins a thread is its boost.
    if (wraps_activity(activity) &&
        !activitypub::text_or_id(nlohmann::json::parse(known->json, nullptr, false), "inReplyTo")
             .empty()) {
        return {};
    }
    Reactions reactions(connection);
    if (!reactions.has_room(target)) return {};
    reactions.add({.object = target,
                   .actor = activity.actor,
                   .kind = *reaction_kind(activity.type),
                   .activity = activity.id,
                   .at = std::min<base::Instant>(activity.published.value_or(now), now)});
    return {};
}

void unreact(storage::Connection& connection, const activitypub::Activity& undo) {
    Reactions reactions(connection);
    if (reactions.remove_activity(undo.object_id, undo.actor) || !undo.object) return;
    const auto kind = reaction_kind(undo.object_type);
    if (!kind) return;  // some send a new id for the same Like
    reactions.remove(activitypub::text_or_id(*undo.object, "object"), undo.actor, *kind);
}

}  // namespace essaim::federation::verbs
