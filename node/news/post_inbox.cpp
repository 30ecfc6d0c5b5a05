#include "node/news/post_inbox.h"

#include <nlohmann/json.hpp>

#include "node/federation/notice_store.h"
#include "node/news/post_store.h"
#include "node/news/post_streams.h"
#include "node/news/revisions_store.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {

Result<void> create(const federation::LocalActors& actors, storage::Connection& connection,
                    const federation::Incoming& incoming) {
    if (incoming.object == nullptr) return refuse(Fault::Malformed, "Create without its object");
    auto post = TRY(post_from(*incoming.object, incoming.now));
    PostStore store(connection);
    if (auto known = store.by_id(post.id)) return {};  // a repeat
    store.save(post);
    federation::NoticeStore(connection).add_mention(*incoming.object, actors, incoming.now);
    return {};
}

Result<void> update(storage::Connection& connection, const federation::Incoming& incoming) {
    if (incoming.object == nullptr) return refuse(Fault::Malformed, "Update without its object");
    auto post = TRY(post_from(*incoming.object, incoming.now));
    PostStore store(connection);
    auto known = store.by_id(post.id);
    if (known) {
        if (known->local || known->author != post.author) {
            return refuse(Fault::Forbidden, "Update of somebody else's post");
        }
        if (post.updated <= known->updated) return {};  // older or the same: case 34
        post.published = known->published;
        post.form = known->form;  // never changes under an id
        RevisionsStore(connection).replace(*known, post);
    }
    store.save(post);
    return {};
}

Result<void> remove(storage::Connection& connection, const federation::Incoming& incoming) {
    PostStore store(connection);
    auto known = store.by_id(incoming.activity.object_id);
    if (!known) return {};
    if (known->local || known->author != incoming.activity.actor) {
        return refuse(Fault::Forbidden, "Delete of somebody else's post");
    }
    store.remove(known->id);
    return {};
}

}  // namespace

void register_inbox(federation::InboxRegistry& registry, const federation::LocalActors& actors) {
    for (const auto* type : {"Article", "Note", "Page", "Event", "Question"}) {
        registry.on(
            "Create", type,
            [&actors](storage::Connection& connection, const federation::Incoming& incoming) {
                return create(actors, connection, incoming);
            });
        registry.on("Update", type, update);
    }
    registry.on("Delete", "*", remove);
}

}  // namespace essaim::news
