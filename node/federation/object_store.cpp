#include "node/federation/object_store.h"

#include "activitypub/iri.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {
constexpr std::int64_t kUndonePerOrigin = 1000;
}

void ObjectStore::save(const std::string& id, const std::string& type, const std::string& actor,
                       bool local, const std::string& json, base::Instant now) {
    connection_
        .query(
            "INSERT INTO object (id, type, actor, local, json, published, updated, subject) "
            "VALUES (?,?,?,?,?,?,?, CASE WHEN ? THEN json_extract(?, '$.object.id') END) "
            "ON CONFLICT (id) DO UPDATE SET json = excluded.json, subject = excluded.subject, type "
            "= excluded.type, updated = excluded.updated WHERE deleted IS NULL")
        .arg(id)
        .arg(type)
        .arg(actor)
        .arg(local ? 1 : 0)
        .arg(json)
        .arg(base::to_millis(now))
        .arg(base::to_millis(now))
        .arg(type == "Create" || type == "Update" ? 1 : 0)
        .arg(json)
        .run();
}

std::optional<StoredObject> ObjectStore::find(const std::string& id) {
    auto query =
        connection_.query("SELECT type, actor, local, json, deleted FROM object WHERE id = ?")
            .arg(id);
    if (!query.step()) return std::nullopt;
    return StoredObject{query.text(0), query.text(1), query.number(2) != 0, query.text(3),
                        !query.is_null(4)};
}

void ObjectStore::bury(const std::string& id, const std::string& tombstone, base::Instant now) {
    connection_.query("UPDATE object SET json = ?, deleted = ?, updated = ? WHERE id = ?")
        .arg(tombstone)
        .arg(base::to_millis(now))
        .arg(base::to_millis(now))
        .arg(id)
        .run();
    // What its Create and Updates repeat of it goes too, sent or not.
    std::vector<std::string> activities;
    auto query = connection_.query("SELECT id FROM object WHERE subject = ?").arg(id);
    while (query.step()) activities.push_back(query.text(0));
    for (const auto& activity : activities) {
        connection_.query("DELETE FROM delivery WHERE activity = ?").arg(activity).run();
        connection_.query("DELETE FROM outbox WHERE activity = ?").arg(activity).run();
        connection_.query("DELETE FROM object WHERE id = ?").arg(activity).run();
    }
}

std::vector<std::string> ObjectStore::ids_by(const std::string& actor) {
    std::vector<std::string> ids;
    auto query =
        connection_.query("SELECT id FROM object WHERE actor = ? AND deleted IS NULL LIMIT 1000")
            .arg(actor);
    while (query.step()) ids.push_back(query.text(0));
    return ids;
}

// Of one origin only so many: the oldest give way (security.md B6). An id that
// spells its origin in another way could not be counted, and is not remembered;
// neither is one of another server, which would take the room of that server's own.
void ObjectStore::remember_undone(const std::string& id, const std::string& actor,
                                  base::Instant now) {
    const auto origin = activitypub::origin_of(id);
    if (origin.empty() || !id.starts_with(origin + "/")) return;
    if (activitypub::origin_of(actor) != origin) return;
    connection_.query("INSERT OR IGNORE INTO undone (id, actor, at) VALUES (?,?,?)")
        .arg(id)
        .arg(actor)
        .arg(base::to_millis(now))
        .run();
    connection_
        .query(
            "DELETE FROM undone WHERE id IN (SELECT id FROM undone WHERE id >= ? AND id < ? "
            "ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)")
        .arg(origin + "/")
        .arg(origin + "0")  // the character after '/'
        .arg(kUndonePerOrigin)
        .run();
}

bool ObjectStore::is_undone(const std::string& id, const std::string& actor) {
    return connection_.query("SELECT 1 FROM undone WHERE id = ? AND actor = ?")
        .arg(id)
        .arg(actor)
        .step();
}

}  // namespace essaim::federation
