#include "node/federation/outbox.h"

#include <nlohmann/json.hpp>
#include <set>

#include "activitypub/audience.h"
#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/shorten.h"
#include "activitypub/signatures/integrity_proof.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/random.h"
#include "node/federation/delivery.h"
#include "node/federation/delivery_rules.h"
#include "node/federation/delivery_store.h"
#include "node/federation/domain_policy.h"
#include "node/federation/known_hosts.h"
#include "node/federation/object_collections.h"
#include "node/federation/object_store.h"
#include "node/federation/threads.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

using nlohmann::json;
using Texts = std::set<std::string>;

// Servers that did not ask for it are told one after the other, so that what
// was asked for is not delayed (security.md C8: at most 20 a second).
constexpr std::chrono::milliseconds kBetweenKnownHosts{50};

// One (shared) inbox per host for followers, and those addressed by name.
void add_inboxes(storage::Connection& connection, const std::string& recipient,
                 const LocalActor& actor, Texts& inboxes) {
    if (recipient == actor.id + "/followers") {
        auto query = connection.query(
            "SELECT DISTINCT coalesce(r.shared_inbox, r.inbox) FROM follower f "
            "JOIN remote_actor r ON r.id = f.actor "
            "WHERE f.local_name = ? AND r.gone_at IS NULL");
        query.arg(actor.name);
        while (query.step()) inboxes.insert(query.text(0));
        return;
    }
    auto query = connection.query(
        "SELECT coalesce(shared_inbox, inbox) FROM remote_actor WHERE id = ? AND gone_at IS NULL");
    query.arg(recipient);
    if (query.step()) inboxes.insert(query.text(0));
}

// With the collections that hang on the object (federation.md §1).
json named_collections(storage::Connection& connection, json activity, const std::string& base,
                       const DomainPolicy& policy) {
    const auto type = activitypub::text(activity, "type");
    const auto* object = activitypub::object(activity, "object");
    const bool is_new = type == "Create";
    if (object == nullptr || !(is_new || type == "Update")) return activity;
    const auto id = activitypub::text(*object, "id");
    if (!id.starts_with(base + "/o/")) return activity;
    const auto counts = Reactions(connection).counts(id, [&](const std::string& host) {
        return !policy.blocks(host);
    });
    name_collections(activity["object"], base, counts, is_new);
    return activity;
}

Texts recipients_of(const json& activity) {
    Texts recipients;
    for (auto& recipient : activitypub::recipients(activity))
        recipients.insert(std::move(recipient));
    return recipients;
}

// Whoever got the object must hear of its end, whatever the Delete is addressed to (case 47).
void add_earlier_recipients(storage::Connection& connection, const std::string& object_id,
                            Texts& recipients) {
    auto query = connection.query("SELECT json FROM object WHERE subject = ?").arg(object_id);
    while (query.step()) {
        const auto earlier = json::parse(query.text(0), nullptr, false);
        if (earlier.is_object()) recipients.merge(recipients_of(earlier));
    }
}

// As it leaves: without blind copies, short enough for all and, if anybody
// may read it, with a proof, so that it can be passed on.
json finished(const LocalActor& actor, json activity, base::Instant now) {
    activitypub::strip_private(activity);
    activitypub::add_context(activity);
    activitypub::shorten(activity);
    const bool is_public = activitypub::is_public_audience(activitypub::list(activity, "to"),
                                                           activitypub::list(activity, "cc"));
    if (!is_public) return activity;
    return activitypub::with_proof(std::move(activity), actor.ed25519_key_id(), actor.ed25519, now);
}

bool is_public(const std::optional<StoredObject>& object) {
    const auto document = object ? json::parse(object->json, nullptr, false) : json();
    return activitypub::is_public_audience(activitypub::list(document, "to"),
                                           activitypub::list(document, "cc"));
}

Result<void> still_publishes(storage::Connection& connection, const LocalActor& actor) {
    if (connection.query("SELECT 1 FROM moved WHERE actor = ?").arg(actor.id).step()) {
        return refuse(Fault::Conflict,
                      "L’association a déménagé : on ne publie plus à cette adresse.");
    }
    return {};
}

void bury(ObjectStore& store, const json& activity, const std::string& object_id,
          base::Instant now) {
    const auto known = store.find(object_id);
    const auto* given = activitypub::object(activity, "object");
    const bool is_tombstone = given != nullptr && activitypub::text(*given, "type") == "Tombstone";
    auto tombstone = is_tombstone
                         ? *given
                         : activitypub::make_tombstone(object_id, known ? known->type : "", now);
    activitypub::add_context(tombstone);
    // Whether it was public: of what was not, the end is not told either (B10).
    if (is_public(known)) tombstone["to"] = {activitypub::kPublic};
    store.bury(object_id, tombstone.dump(), now);
}

}  // namespace

Result<void> Outbox::publish(storage::Connection& connection, const json& given, Listing listing,
                             base::Instant now, Reach reach) {
    const auto* actor = actors_.by_id(activitypub::text(given, "actor"));
    if (actor == nullptr) return refuse(Fault::Internal, "publishing for somebody else");
    const auto id = activitypub::text(given, "id");
    if (!actors_.owns(id)) return refuse(Fault::Internal, "an activity needs an id of ours");
    const auto activity = named_collections(connection, given, actors_.base(), policy_);
    const auto type = activitypub::text(activity, "type");
    const auto object_id = activitypub::text_or_id(activity, "object");
    if (type == "Create") {
        if (auto here = still_publishes(connection, *actor); !here) return here;
    }
    auto recipients = recipients_of(activity);
    const auto document = finished(*actor, activity, now);

    ObjectStore store(connection);
    if (object_id != actor->id && actors_.owns(object_id)) {
        const auto* object = activitypub::object(activity, "object");
        if (type == "Delete") {
            add_earlier_recipients(connection, object_id, recipients);
            if (is_public(store.find(object_id))) reach = Reach::KnownHosts;
            bury(store, document, object_id, now);
        } else if (object != nullptr && (type == "Create" || type == "Update")) {
            auto standing = *object;  // by itself it is whole and carries its own context
            activitypub::strip_private(standing);
            activitypub::add_context(standing);
            store.save(object_id, activitypub::text(*object, "type"), actor->id, true,
                       standing.dump(), now);
            Threads(connection, actors_.base()).place(standing, now);
        }
    }
    store.save(id, type, actor->id, true, document.dump(), now);
    // What is brought from elsewhere stands behind all that was said here.
    connection
        .query(reach == Reach::Nobody
                   ? "INSERT OR IGNORE INTO outbox (position, local_name, activity, public) "
                     "SELECT min(coalesce(min(position), 0), 0) - 1, ?, ?, ? FROM outbox"
                   : "INSERT OR IGNORE INTO outbox (local_name, activity, public) VALUES (?,?,?)")
        .arg(actor->name)
        .arg(id)
        .arg(listing == Listing::Listed ? 1 : 0)
        .run();

    if (reach == Reach::Nobody) return {};
    Texts inboxes;
    for (const auto& recipient : recipients) add_inboxes(connection, recipient, *actor, inboxes);
    deliver(connection, id, *actor, inboxes, now);
    if (reach == Reach::KnownHosts) deliver_widely(connection, id, *actor, inboxes, now);
    return {};
}

// The servers that `told` left out, one after the other.
void Outbox::deliver_widely(storage::Connection& connection, const std::string& activity,
                            const LocalActor& sender, const Texts& told, base::Instant now) {
    Texts hosts;
    for (const auto& inbox : told) hosts.insert(activitypub::host_of(inbox));
    DeliveryStore deliveries(connection);
    auto due = now;
    for (const auto& [host, inbox] : known_hosts(connection)) {
        if (hosts.contains(host) || policy_.blocks(host) || is_given_up(deliveries.host(host)))
            continue;
        deliveries.add({0, activity, sender.name, inbox, host, 0}, now, due += kBetweenKnownHosts);
    }
}

void Outbox::deliver(storage::Connection& connection, const std::string& activity,
                     const LocalActor& sender, const std::set<std::string>& inboxes,
                     base::Instant now) {
    DeliveryStore deliveries(connection);
    for (const auto& inbox : inboxes) {
        const auto host = activitypub::host_of(inbox);
        if (host.empty() || policy_.blocks(host) || is_given_up(deliveries.host(host))) continue;
        deliveries.add({0, activity, sender.name, inbox, host, 0}, now);
    }
}

Result<void> Outbox::pass_on(storage::Connection& connection, const std::string& activity,
                             base::Instant now) {
    const auto& us = actors_.association();
    Texts inboxes;
    add_inboxes(connection, us.id + "/followers", us, inboxes);
    // Where it comes from, they have it.
    std::erase_if(inboxes, [&](const std::string& inbox) {
        return activitypub::same_origin(inbox, activity);
    });
    deliver(connection, activity, us, inboxes, now);
    return {};
}

Result<void> Outbox::send_to(storage::Connection& connection, const json& activity,
                             const std::string& actor_id, base::Instant now) {
    const auto* actor = actors_.by_id(activitypub::text(activity, "actor"));
    if (actor == nullptr) return refuse(Fault::Internal, "sending for somebody else");
    std::string inbox;
    if (auto query = connection.query("SELECT inbox FROM remote_actor WHERE id = ?").arg(actor_id);
        query.step()) {
        inbox = query.text(0);
    }
    const auto host = activitypub::host_of(inbox);
    if (host.empty()) {
        return refuse(Fault::Unavailable, "the inbox of " + actor_id + " is not known yet");
    }
    if (policy_.blocks(host)) return {};  // nothing goes there, not even an Undo
    const auto id = activitypub::text(activity, "id");
    ObjectStore(connection)
        .save(id, activitypub::text(activity, "type"), actor->id, true,
              finished(*actor, activity, now).dump(), now);
    DeliveryStore deliveries(connection);
    // Somebody wants this now: a host that was given up gets one more try.
    if (auto peer = deliveries.host(host); is_given_up(peer)) {
        peer.retry_at = base::to_millis(now);
        deliveries.save_host(host, peer);
    }
    deliveries.add({0, id, actor->name, inbox, host, 0}, now);
    return {};
}

void Outbox::wake() { delivery_.wake(); }

std::string Outbox::new_activity_id(base::Instant now) const {
    return actors_.base() + "/a/" + base::new_ulid(now);
}

}  // namespace essaim::federation
