#include "node/federation/keep.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/normalise.h"
#include "node/base/log.h"
#include "node/federation/domain_policy.h"
#include "node/federation/missing.h"
#include "node/federation/object_store.h"
#include "node/federation/quotes.h"
#include "node/federation/remote_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/federation/threads.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

// A handler is told of a Create; this is the one nobody sent.
activitypub::Activity as_if_created(const activitypub::Object& object,
                                    const nlohmann::json& document) {
    auto created = activitypub::parse_activity(activitypub::make_activity(
        object.id + "#create", "Create", object.attributed_to, document, object.to, object.cc,
        object.published.value_or(activitypub::Time{})));
    return created ? std::move(*created) : activitypub::Activity{};
}

}  // namespace

Result<void> keep(const InboxParts& parts, storage::Connection& connection,
                  const activitypub::Activity& activity, const nlohmann::json& object, int depth) {
    const auto now = parts.clock.now();
    const auto type = activitypub::type_of(object);
    const auto* handler = parts.registry.find(activity.type, type);
    if (handler == nullptr) return {};
    ObjectStore store(connection);
    store.save(activitypub::text(object, "id"), type,
               activitypub::text_or_id(object, "attributedTo"), false, object.dump(), now);
    Threads(connection, parts.actors.base()).place(object, now);
    Quotes(connection).place(object, parts.actors.base(), now);
    const auto parent = activitypub::text_or_id(object, "inReplyTo");
    if (activitypub::is_iri(parent) && !parts.actors.owns(parent) && !store.find(parent)) {
        Missing::want(connection, parent, depth + 1, now);
    }
    return (*handler)(connection, {activity, &object, type, now});
}

Result<activitypub::Object> may_be_kept(const InboxParts& parts, const nlohmann::json& document) {
    auto object = TRY(activitypub::parse_object(document));
    if (!activitypub::is_public_audience(object.to, object.cc)) {
        return refuse(Fault::Forbidden, "not public: " + object.id);  // B4
    }
    if (!activitypub::same_origin(object.id, object.attributed_to)) {
        return refuse(Fault::Forbidden, "written by nobody there: " + object.id);
    }
    if (parts.policy.blocks(activitypub::host_of(object.id))) {
        return refuse(Fault::Forbidden, "blocked server");
    }
    if (parts.registry.find("Create", object.type) == nullptr) {
        return refuse(Fault::Unprocessable, "nothing we show: " + object.type);
    }
    if (activitypub::is_vote(object)) {
        return refuse(Fault::Unprocessable, "a vote is nothing to show");
    }
    return object;
}

Result<void> take_in(const InboxParts& parts, storage::Connection& connection,
                     const nlohmann::json& document, int depth) {
    const auto object = TRY(may_be_kept(parts, document));
    ObjectStore store(connection);
    if (parts.actors.owns(object.id) || store.find(object.id) ||
        store.is_undone(object.id, object.attributed_to)) {
        return {};
    }
    return keep(parts, connection, as_if_created(object, document), document, depth);
}

Result<std::string> brought(const InboxParts& parts, const std::string& address) {
    {
        auto reader = parts.database.read();
        const auto known = ObjectStore(*reader).find(address);
        if (known && !known->deleted) return address;
    }
    const auto say = [](const Error& error) {
        base::log::info("not brought", {{"why", error.detail}});
        return error.fault == Fault::Unavailable
                   ? refuse(error.fault,
                            "Ce serveur ne répond pas pour le moment. Réessayez plus tard.")
                   : refuse(Fault::NotFound, "Il n’y a pas de texte public à cette adresse.");
    };
    const auto document = parts.fetch.fetch(address);
    if (!document) return say(document.error());
    const auto object = may_be_kept(parts, *document);
    if (!object) return say(object.error());
    meet_author(parts, object->attributed_to);
    auto kept = parts.database.write(
        [&](storage::Connection& connection) { return take_in(parts, connection, *document, 1); });
    if (!kept) return say(kept.error());
    return object->id;
}

void meet_author(const InboxParts& parts, const std::string& actor) {
    if (parts.actors.owns(actor) || parts.remote.is_known(actor)) return;
    std::ignore = parts.remote.fetch_actor(actor);
}

}  // namespace essaim::federation
