#include "node/documents/document_inbox.h"

#include <nlohmann/json.hpp>

#include "node/documents/document_store.h"
#include "node/documents/document_streams.h"
#include "node/federation/retention.h"
#include "node/storage/connection.h"

namespace essaim::documents {

namespace {

bool has_room(storage::Connection& connection, const std::string& author) {
    auto query = connection.query("SELECT count(*) FROM document WHERE author = ?").arg(author);
    query.step();
    return query.number(0) < kMostOfOneAuthor;
}

Result<void> take(storage::Connection& connection, const federation::Incoming& incoming) {
    if (incoming.object == nullptr) return {};
    const auto told = document_from(*incoming.object, incoming.now);
    if (!told) return {};
    DocumentStore store(connection);
    const auto known = store.by_id(told->id);
    if (!known) {
        if (has_room(connection, told->author)) store.save(*told);
        return {};
    }
    if (known->local || known->author != told->author)
        return refuse(Fault::Forbidden, "somebody else's document");
    if (incoming.activity.type == "Create" || told->updated <= known->updated) return {};
    auto changed = *told;
    changed.published = known->published;
    store.save(changed);
    return {};
}

Result<void> forget(storage::Connection& connection, const federation::Incoming& incoming) {
    DocumentStore store(connection);
    const auto known = store.by_id(incoming.activity.object_id);
    if (known && !known->local && known->author == incoming.activity.actor) store.remove(known->id);
    return {};
}

// What the library lists stays, however old: it is there to be found.
bool is_listed(storage::Connection& connection, const std::string& id) {
    return connection
        .query(
            "SELECT 1 FROM document WHERE id = ? AND author IN "
            "(SELECT actor FROM following WHERE state = 'accepted')")
        .arg(id)
        .step();
}

}  // namespace

void add_inbox(Services& services) {
    auto& registry = services.federation.inbox_registry();
    for (const auto* type : {"Article", "Note"}) {
        registry.also("Create", type, take);
        registry.also("Update", type, take);
    }
    registry.also("Delete", "*", forget);
    services.federation.retention().add(
        {.needs = is_listed, .forget = [](storage::Connection& connection, const std::string& id) {
             const auto known = DocumentStore(connection).by_id(id);
             if (known && !known->local) DocumentStore(connection).remove(id);
         }});
}

}  // namespace essaim::documents
