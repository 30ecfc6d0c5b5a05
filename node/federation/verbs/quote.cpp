#include "node/federation/verbs/quote.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/object.h"
#include "activitypub/vocabulary/quote.h"
#include "node/base/random.h"
#include "node/federation/object_store.h"
#include "node/federation/outbox.h"
#include "node/federation/quotes.h"
#include "node/federation/remote_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation::verbs {

namespace {

using nlohmann::json;

bool is_hidden(storage::Connection& connection, const std::string& id) {
    return connection.query("SELECT 1 FROM hidden WHERE id = ?").arg(id).step();
}

// A post of ours that everybody may read.
std::optional<StoredObject> quotable(const InboxParts& parts, storage::Connection& connection,
                                     const std::string& id) {
    auto post = ObjectStore(connection).find(id);
    if (!post || !post->local || post->deleted || is_hidden(connection, id)) return std::nullopt;
    if (parts.registry.find("Create", post->type) == nullptr) return std::nullopt;
    const auto document = json::parse(post->json, nullptr, false);
    if (!activitypub::is_public_audience(activitypub::list(document, "to"),
                                         activitypub::list(document, "cc")))
        return std::nullopt;
    return post;
}

// "" if this document is a public post of `actor` that quotes `post`; else why not.
std::string objection_to(const json& document, const activitypub::Activity& request) {
    const auto instrument = activitypub::parse_object(document);
    if (!instrument) return instrument.error().detail;
    if (instrument->id != request.instrument) return "another post than it names";
    if (instrument->attributed_to != request.actor) return "somebody else's post";
    if (!activitypub::is_public_audience(instrument->to, instrument->cc)) return "not public";
    if (activitypub::quoted_by(document) != request.object_id) return "does not quote it";
    return {};
}

// Embedded, their signature stands for it; only named, their server tells.
Result<std::string> objection(const InboxParts& parts, const activitypub::Activity& request,
                              Network network) {
    if (!activitypub::same_origin(request.instrument, request.actor))
        return std::string("a post on another server");
    if (const auto* embedded = activitypub::object(*request.document, "instrument"))
        return objection_to(*embedded, request);
    if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
    const auto document = parts.fetch.fetch(request.instrument);
    if (document) return objection_to(*document, request);
    const auto fault = document.error().fault;
    if (fault == Fault::Unavailable || fault == Fault::TooMany)
        return std::unexpected(Error(document.error()));
    return document.error().detail;
}

// The IRI of what was agreed, or nothing.
std::string agreed(const InboxParts& parts, storage::Connection& connection,
                   const Prepared& prepared) {
    const auto& request = prepared.activity;
    Quotes quotes(connection);
    if (const auto before = quotes.granted_to(request.instrument)) {
        const bool same = before->post == request.object_id && before->actor == request.actor;
        return same && !before->revoked ? before->id : std::string();
    }
    if (!prepared.objection.empty() || is_hidden(connection, request.actor) ||
        is_hidden(connection, request.instrument) ||
        !quotes.has_room(request.object_id, request.actor))
        return {};
    const auto now = parts.clock.now();
    const auto id = request.object_id + "/quote_authorizations/" + base::new_ulid(now);
    quotes.grant({.id = id,
                  .post = request.object_id,
                  .quoting = request.instrument,
                  .actor = request.actor,
                  .at = now});
    return id;
}

}  // namespace

Result<void> prepare_quote(const InboxParts& parts, Prepared& prepared, Network network) {
    const auto& request = prepared.activity;
    bool answered = false;
    {
        auto reader = parts.database.read();
        if (!activitypub::is_iri(request.instrument) ||
            !quotable(parts, *reader, request.object_id)) {
            prepared.kind = Prepared::Kind::Ignore;
            return {};
        }
        answered = Quotes(*reader).granted_to(request.instrument).has_value();
    }
    if (const auto known = parts.remote.find(request.actor)) {
        if (known->inbox.empty()) return refuse(Fault::Malformed, "nowhere to answer to");
    } else {
        if (network == Network::No) return refuse(Fault::Internal, std::string(kNeedsNetwork));
        TRY(parts.remote.fetch_actor(request.actor));  // its inbox, for the answer
    }
    if (!answered) prepared.objection = TRY(objection(parts, request, network));
    return {};
}

Result<void> quote(const InboxParts& parts, storage::Connection& connection,
                   const Prepared& prepared) {
    const auto& request = prepared.activity;
    const auto post = quotable(parts, connection, request.object_id);
    // Its deletion, or its own, may have come first.
    if (!post || ObjectStore(connection).is_undone(request.instrument, request.actor)) return {};
    const auto now = parts.clock.now();
    const auto answer =
        activitypub::make_quote_answer(parts.outbox.new_activity_id(now), post->actor, request,
                                       agreed(parts, connection, prepared));
    return parts.outbox.send_to(connection, answer, request.actor, now);
}

}  // namespace essaim::federation::verbs
