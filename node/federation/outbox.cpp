#include "node/federation/outbox.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "activitypub/audience.h"
#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/signatures/integrity_proof.h"
#include "node/base/random.h"
#include "node/federation/delivery.h"
#include "node/federation/delivery_rules.h"
#include "node/federation/delivery_store.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

using nlohmann::json;
using Texts = std::set<std::string>;

// Blocked domains, read in the caller's transaction; each covers what is below.
class Blocked {
  public:
    explicit Blocked(storage::Connection& connection) {
        auto query = connection.query("SELECT domain FROM domain_policy WHERE level = 'block'");
        while (query.step()) domains_.insert(query.text(0));
    }
    bool covers(const std::string& host) const {
        return std::ranges::any_of(domains_, [name = host.substr(0, host.rfind(':'))](
                                                 const std::string& domain) {
            return name == domain || name.ends_with("." + domain);
        });
    }

  private:
    Texts domains_;
};

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

Texts recipients_of(const json& activity) {
    Texts recipients;
    for (auto& recipient : activitypub::recipients(activity)) recipients.insert(std::move(recipient));
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

// As it leaves: without blind copies and, if anybody may read it, with a
// proof, so that it can be passed on.
json finished(const LocalActor& actor, json activity, base::Instant now) {
    activitypub::strip_private(activity);
    activitypub::add_context(activity);
    const bool is_public = activitypub::is_public_audience(activitypub::list(activity, "to"),
                                                           activitypub::list(activity, "cc"));
    if (!is_public) return activity;
    return activitypub::with_proof(std::move(activity), actor.ed25519_key_id(), actor.ed25519, now);
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
    store.bury(object_id, tombstone.dump(), now);
}

}  // namespace

Result<void> Outbox::publish(storage::Connection& connection, const json& activity,
                             Listing listing, base::Instant now) {
    const auto* actor = actors_.by_id(activitypub::text(activity, "actor"));
    if (actor == nullptr) return refuse(Fault::Internal, "publishing for somebody else");
    const auto id = activitypub::text(activity, "id");
    if (!actors_.owns(id)) return refuse(Fault::Internal, "an activity needs an id of ours");
    const auto type = activitypub::text(activity, "type");
    const auto object_id = activitypub::text_or_id(activity, "object");
    auto recipients = recipients_of(activity);
    const auto document = finished(*actor, activity, now);

    ObjectStore store(connection);
    if (object_id != actor->id && actors_.owns(object_id)) {
        const auto* object = activitypub::object(document, "object");
        if (type == "Delete") {
            add_earlier_recipients(connection, object_id, recipients);
            bury(store, document, object_id, now);
        } else if (object != nullptr && (type == "Create" || type == "Update")) {
            auto standing = *object;  // by itself it carries its own context
            activitypub::add_context(standing);
            store.save(object_id, activitypub::text(*object, "type"), actor->id, true,
                       standing.dump(), now);
        }
    }
    store.save(id, type, actor->id, true, document.dump(), now);
    connection
        .query("INSERT OR IGNORE INTO outbox (local_name, activity, public) VALUES (?,?,?)")
        .arg(actor->name)
        .arg(id)
        .arg(listing == Listing::Listed ? 1 : 0)
        .run();

    Texts inboxes;
    for (const auto& recipient : recipients) add_inboxes(connection, recipient, *actor, inboxes);
    const Blocked blocked(connection);
    DeliveryStore deliveries(connection);
    for (const auto& inbox : inboxes) {
        const auto host = activitypub::host_of(inbox);
        if (host.empty() || blocked.covers(host) || is_given_up(deliveries.host(host))) continue;
        deliveries.add({0, id, actor->name, inbox, host, 0}, now);
    }
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
    if (Blocked(connection).covers(host)) return {};  // nothing goes there, not even an Undo
    const auto id = activitypub::text(activity, "id");
    ObjectStore(connection).save(id, activitypub::text(activity, "type"), actor->id, true,
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
