#include "node/federation/inbox_action.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/authority.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/json_guard.h"
#include "activitypub/vocabulary/object.h"
#include "node/federation/domain_policy.h"
#include "node/federation/inbox_forwarding.h"
#include "node/federation/object_store.h"
#include "node/federation/remote_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/federation/threads.h"
#include "node/federation/verbs/answer.h"
#include "node/federation/verbs/flag.h"
#include "node/federation/verbs/follow.h"
#include "node/federation/verbs/move.h"
#include "node/federation/verbs/publish.h"
#include "node/federation/verbs/quote.h"
#include "node/federation/verbs/react.h"
#include "node/federation/verbs/remove.h"
#include "node/federation/verbs/undo.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using Kind = Prepared::Kind;

Kind kind_of(const activitypub::Activity& activity) {
    if (activity.type == "Follow") return Kind::Follow;
    if (activity.type == "Accept" || activity.type == "Reject") return Kind::Answer;
    if (activity.type == "Undo") return Kind::Undo;
    if (activity.type == "Block") return Kind::Block;
    if (activity.type == "Flag") return Kind::Flag;
    if (activity.type == "Move") return Kind::Move;
    if (activity.type == "QuoteRequest") return Kind::Quote;
    if (activity.type == "Delete")
        return activity.object_id == activity.actor ? Kind::DeleteActor : Kind::Delete;
    if (activity.type == "Create" || activity.type == "Update") return Kind::Publish;
    if (verbs::is_reaction(activity)) return Kind::React;
    return Kind::Ignore;
}

// What a blocked server holds does not come in through another (M2); a report may speak of it.
bool is_about_blocked(const InboxParts& parts, const activitypub::Activity& activity) {
    return activity.type != "Flag" && std::ranges::any_of(activity.object_ids, [&](const auto& id) {
               return parts.policy.blocks(activitypub::host_of(id));
           });
}

bool is_followed(storage::Connection& connection, const std::string& actor) {
    return connection.query("SELECT 1 FROM following WHERE actor = ? AND state = 'accepted'")
        .arg(actor)
        .step();
}

bool names_us(const InboxParts& parts, const std::vector<std::string>& recipients) {
    return std::ranges::any_of(recipients,
                               [&](const auto& one) { return parts.actors.by_id(one) != nullptr; });
}

// It answers a text of ours, or something in a thread of ours, or says it belongs there.
bool is_in_our_thread(const InboxParts& parts, storage::Connection& connection,
                      const activitypub::Object& object) {
    Threads threads(connection, parts.actors.base());
    if (threads.is_thread(object.context) || threads.is_thread(object.conversation)) return true;
    if (object.in_reply_to.empty()) return false;
    if (!threads.thread_of(object.in_reply_to).empty()) return true;
    const auto parent = ObjectStore(connection).find(object.in_reply_to);
    return parent && parent->local && !parent->deleted;
}

// Do we keep what this actor publishes? Those we follow, what is said in our
// threads, and what mentions us.
bool concerns_us(const InboxParts& parts, const activitypub::Activity& activity,
                 const activitypub::Object& object) {
    auto reader = parts.database.read();
    if (is_followed(*reader, activity.actor) || is_followed(*reader, object.attributed_to))
        return true;
    if (is_in_our_thread(parts, *reader, object)) return true;
    if (names_us(parts, object.to) || names_us(parts, object.cc)) return true;
    return activity.type == "Update" && ObjectStore(*reader).find(object.id).has_value();
}

// Before anything is fetched for a stranger: is it for us at all (C4, C7)?
bool is_worth_a_fetch(const InboxParts& parts, const activitypub::Activity& activity) {
    if (!activitypub::same_origin(activity.object_id, activity.actor)) return false;
    auto reader = parts.database.read();
    return is_followed(*reader, activity.actor) || names_us(parts, activity.to) ||
           names_us(parts, activity.cc) ||
           ObjectStore(*reader).find(activity.object_id).has_value();
}

Result<void> prepare_publication(const InboxParts& parts, Prepared& prepared, Network network) {
    const auto& activity = prepared.activity;
    prepared.object = activity.object;
    if (activity.object_id == activity.actor &&
        activity.type == "Update") {  // never trust the body: ask (B5)
        if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
        auto actor = parts.remote.fetch_actor(activity.actor);
        if (!actor) return std::unexpected(actor.error());
        prepared.kind = Kind::Ignore;
        return {};
    }
    if (!prepared.object) {  // only named: its origin tells what it is
        if (!is_worth_a_fetch(parts, activity)) {
            prepared.kind = Kind::Ignore;
            return {};
        }
        if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
        prepared.object =
            std::make_shared<const nlohmann::json>(TRY(parts.fetch.fetch(activity.object_id)));
    }
    const auto object = TRY(activitypub::parse_object(*prepared.object));
    prepared.object_type = object.type;
    {
        auto reader = parts.database.read();
        if (const auto known = ObjectStore(*reader).find(object.id))
            prepared.stored_author = known->actor;
    }
    std::string author_type;
    if (activitypub::writes_for_another(activity, object)) {
        if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
        author_type = TRY(parts.remote.fetch_actor(object.attributed_to)).type;
    }
    auto allowed =
        activity.type == "Create"
            ? activitypub::may_create(activity, object, author_type)
            : activitypub::may_update(activity, object, prepared.stored_author, author_type);
    if (!allowed) return std::unexpected(Error(allowed.error()));
    // A vote is no reply (case 69), and no Question of ours waits for one.
    if (activitypub::is_vote(object) || !concerns_us(parts, activity, object))
        prepared.kind = Kind::Ignore;
    return {};
}

Result<void> prepare_follow(const InboxParts& parts, const Prepared& prepared, Network network) {
    if (const auto known = parts.remote.find(prepared.activity.actor)) {
        if (known->inbox.empty())
            return refuse(Fault::Malformed, "a Follow from nowhere to answer to");
        return {};
    }
    if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
    auto actor = parts.remote.fetch_actor(prepared.activity.actor);  // its inbox, for the Accept
    if (!actor) return std::unexpected(actor.error());
    return {};
}

}  // namespace

Result<Prepared> prepare(const InboxParts& parts, const std::string& actor, const std::string& body,
                         Network network) {
    auto document = TRY(activitypub::parse_document(body));
    Prepared prepared;
    prepared.activity = TRY(activitypub::parse_activity(std::move(document)));
    auto& activity = prepared.activity;
    if (activity.actor != actor)
        return refuse(Fault::Forbidden, "the actor changed after it was authenticated");
    if (parts.policy.blocks(activitypub::host_of(actor)) || is_about_blocked(parts, activity))
        return refuse(Fault::Forbidden, "blocked server");
    if (auto own = activitypub::speaks_for_itself(activity); !own)
        return std::unexpected(Error(own.error()));
    prepared.kind = kind_of(activity);
    prepared.object = activity.object;
    prepared.object_type = activity.object_type;
    Result<void> ready;
    if (prepared.kind == Kind::Publish) ready = prepare_publication(parts, prepared, network);
    if (prepared.kind == Kind::React) ready = verbs::prepare_reaction(parts, prepared, network);
    if (prepared.kind == Kind::Follow) ready = prepare_follow(parts, prepared, network);
    if (prepared.kind == Kind::Quote) ready = verbs::prepare_quote(parts, prepared, network);
    if (prepared.kind == Kind::Move) ready = verbs::prepare_move(parts, prepared, network);
    if (prepared.kind == Kind::Delete) {
        auto reader = parts.database.read();
        if (const auto known = ObjectStore(*reader).find(activity.object_id))
            prepared.stored_author = known->actor;
        if (auto allowed = activitypub::may_delete(activity, prepared.stored_author); !allowed)
            ready = std::unexpected(Error(allowed.error()));
    }
    if (!ready) return std::unexpected(ready.error());
    if (prepared.kind == Kind::Publish || prepared.kind == Kind::Delete)
        prepared.proven = is_proven(parts, activity);
    return prepared;
}

namespace {

Result<void> act(const InboxParts& parts, storage::Connection& connection,
                 const Prepared& prepared) {
    switch (prepared.kind) {
        case Kind::Follow:
            return verbs::follow(parts, connection, prepared.activity);
        case Kind::Answer:
            return verbs::answer(parts, connection, prepared.activity);
        case Kind::Undo:
            return verbs::undo(parts, connection, prepared.activity);
        case Kind::Publish:
            return verbs::publish(parts, connection, prepared);
        case Kind::Delete:
            return verbs::remove(parts, connection, prepared.activity);
        case Kind::DeleteActor:
            return verbs::remove_actor(parts, connection, prepared.activity);
        case Kind::Block:
            return verbs::block(parts, connection, prepared.activity);
        case Kind::Flag:
            return verbs::flag(parts, connection, prepared.activity);
        case Kind::React:
            return verbs::react(parts, connection, prepared);
        case Kind::Move:
            return verbs::move(parts, connection, prepared);
        case Kind::Quote:
            return verbs::quote(parts, connection, prepared);
        case Kind::Ignore:
            return {};
    }
    return {};
}

}  // namespace

Result<void> perform(const InboxParts& parts, storage::Connection& connection,
                     const Prepared& prepared) {
    Forwarding forwarding(parts, connection, prepared);
    if (auto done = act(parts, connection, prepared); !done) return done;
    return forwarding.pass_on();
}

}  // namespace essaim::federation
