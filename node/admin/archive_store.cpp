#include "node/admin/archive_store.h"

#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

void each_text(storage::Query query, const std::function<void(const std::string&)>& each) {
    while (query.step()) each(query.text(0));
}

}  // namespace

void ArchiveStore::documents(const std::function<void(const std::string&)>& each) {
    each_text(connection_.query("SELECT json FROM object WHERE local = 1 AND deleted IS NULL "
                                "ORDER BY published, id"),
              each);
}

void ArchiveStore::followers(const std::function<void(const std::string&)>& each) {
    each_text(connection_.query(
                  "SELECT coalesce(r.handle, f.actor) FROM follower f LEFT JOIN remote_actor r "
                  "ON r.id = f.actor JOIN local_actor l ON l.name = f.local_name "
                  "WHERE l.kind = 'association' ORDER BY f.since"),
              each);
}

void ArchiveStore::following(const std::function<void(const std::string&)>& each) {
    each_text(connection_.query(
                  "SELECT coalesce(r.handle, f.actor) FROM following f LEFT JOIN remote_actor r "
                  "ON r.id = f.actor WHERE f.state = 'accepted' ORDER BY f.since"),
              each);
}

}  // namespace essaim::admin
