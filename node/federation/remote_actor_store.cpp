#include "node/federation/remote_actor_store.h"

#include "activitypub/discovery/webfinger.h"
#include "activitypub/iri.h"
#include "node/storage/connection.h"
#include "node/web/plain_line.h"

namespace essaim::federation {

namespace {
constexpr int kMostActors = 100'000;
}

ListedKeys keys_of(const activitypub::Actor& actor) {
    ListedKeys keys;
    for (const auto& key : actor.keys) {
        if (key.owner != actor.id || !activitypub::same_origin(key.id, actor.id)) continue;
        if (auto parsed = activitypub::PublicKey::from_pem(key.pem)) {
            keys.emplace_back(key.id, std::move(*parsed));
        }
    }
    for (const auto& key : actor.multikeys) {
        if (key.controller != actor.id || !activitypub::same_origin(key.id, actor.id)) continue;
        if (auto parsed = activitypub::PublicKey::from_multikey(key.multibase)) {
            keys.emplace_back(key.id, std::move(*parsed));
        }
    }
    return keys;
}

void RemoteActorStore::save(const activitypub::Actor& actor, const std::string& json,
                            const ListedKeys& keys, base::Instant now) {
    const auto handle = activitypub::own_handle(actor);
    const auto name = web::plain_line(actor.name);
    // An inbox elsewhere would make us post to whom the actor likes (C7).
    const auto at_home = [&](const std::string& inbox) {
        return activitypub::same_origin(inbox, actor.id);
    };
    connection_
        .query(
            "INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, shared_inbox, "
            "json, fetched_at) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
            "handle = excluded.handle, type = excluded.type, name = excluded.name, "
            "url = excluded.url, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, "
            "json = excluded.json, fetched_at = excluded.fetched_at, gone_at = NULL")
        .arg(actor.id)
        .arg(activitypub::host_of(actor.id))
        .arg(handle ? activitypub::to_string(*handle) : activitypub::host_of(actor.id))
        .arg(actor.type)
        .arg(name.empty() ? web::plain_line(actor.preferred_username) : name)
        .arg(actor.url.empty() ? actor.id : actor.url)
        .arg(at_home(actor.inbox) ? actor.inbox : "")
        .arg(at_home(actor.shared_inbox) ? std::optional(actor.shared_inbox) : std::nullopt)
        .arg(json)
        .arg(base::to_millis(now))
        .run();
    connection_.query("DELETE FROM remote_key WHERE owner = ?").arg(actor.id).run();
    for (const auto& [id, key] : keys) {
        connection_
            .query(
                "INSERT OR REPLACE INTO remote_key (id, owner, public_key, fetched_at) "
                "VALUES (?,?,?,?)")
            .arg(id)
            .arg(actor.id)
            .blob(key.to_der())
            .arg(base::to_millis(now))
            .run();
    }
}

void RemoteActorStore::set_handle(const std::string& id, const std::string& handle) {
    connection_.query("UPDATE remote_actor SET handle = ? WHERE id = ?").arg(handle).arg(id).run();
}

std::optional<RemoteActor> RemoteActorStore::find(const std::string& id) {
    auto query = connection_
                     .query(
                         "SELECT handle, type, name, url, inbox, fetched_at FROM remote_actor "
                         "WHERE id = ? AND gone_at IS NULL")
                     .arg(id);
    if (!query.step()) return std::nullopt;
    return RemoteActor{.id = id,
                       .handle = query.text(0),
                       .type = query.text(1),
                       .name = query.text(2),
                       .url = query.text(3),
                       .inbox = query.text(4),
                       .fetched = base::from_millis(query.number(5))};
}

KeyPointer RemoteActorStore::key(const std::string& key_id) {
    auto query =
        connection_.query("SELECT owner, public_key, fetched_at FROM remote_key WHERE id = ?")
            .arg(key_id);
    if (!query.step()) return nullptr;
    auto parsed = activitypub::PublicKey::from_der(query.bytes(1));
    if (!parsed) return nullptr;
    return std::make_shared<const KnownKey>(
        KnownKey{query.text(0), std::move(*parsed), base::from_millis(query.number(2))});
}

void RemoteActorStore::forget(const std::string& id) {
    connection_.query("DELETE FROM remote_actor WHERE id = ?").arg(id).run();
    connection_.query("DELETE FROM remote_key WHERE owner = ?").arg(id).run();
}

void RemoteActorStore::prune() {
    connection_
        .query(
            "DELETE FROM remote_actor WHERE id IN (SELECT id FROM remote_actor "
            "WHERE id NOT IN (SELECT actor FROM follower) "
            "AND id NOT IN (SELECT actor FROM following) ORDER BY fetched_at DESC "
            "LIMIT -1 OFFSET ?)")
        .arg(kMostActors)
        .run();
    connection_.query("DELETE FROM remote_key WHERE owner NOT IN (SELECT id FROM remote_actor)")
        .run();
}

}  // namespace essaim::federation
