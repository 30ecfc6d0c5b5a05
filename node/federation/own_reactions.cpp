#include "node/federation/own_reactions.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/build.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/vocabulary/terms.h"
#include "node/federation/missing.h"
#include "node/federation/object_store.h"
#include "node/federation/remote_actor_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using nlohmann::json;

// A public object of somebody else: its author.
Result<std::string> author_of(storage::Connection& connection, const std::string& object) {
    const auto known = ObjectStore(connection).find(object);
    if (!known || known->deleted) return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
    if (known->local) return refuse(Fault::Conflict, "C’est l’un de vos propres textes.");
    const auto document = json::parse(known->json, nullptr, false);
    if (!activitypub::is_public_audience(activitypub::list(document, "to"),
                                         activitypub::list(document, "cc"))) {
        return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
    }
    return known->actor;
}

// What we said and took back: no longer listed, sent or readable.
void withdraw(storage::Connection& connection, const std::string& activity, base::Instant now) {
    ObjectStore store(connection);
    const auto known = store.find(activity);
    if (!known) return;
    auto tombstone = activitypub::make_tombstone(activity, known->type, now);
    activitypub::add_context(tombstone);
    const auto said = json::parse(known->json, nullptr, false);
    for (const auto* property : {"to", "cc"}) {
        if (said.contains(property)) tombstone[property] = said[property];
    }
    connection.query("DELETE FROM delivery WHERE activity = ?").arg(activity).run();
    connection.query("DELETE FROM outbox WHERE activity = ?").arg(activity).run();
    store.bury(activity, tombstone.dump(), now);
}

}  // namespace

Result<void> is_reachable(storage::Database& database, const LocalActors& actors,
                          const std::string& author, base::Instant now) {
    if (actors.owns(author)) return {};
    {
        auto reader = database.read();
        const auto known = RemoteActorStore(*reader).find(author);
        if (known && !known->inbox.empty()) return {};
    }
    TRY(database.write([&](storage::Connection& connection) -> Result<void> {
        Missing::want(connection, author, 1, now);
        return {};
    }));
    return refuse(Fault::Unavailable,
                  "Le serveur de cette personne n’est pas encore connu ici. "
                  "Réessayez dans un instant.");
}

Result<void> OwnReactions::say(storage::Connection& connection, ReactionKind kind,
                               const std::string& object, const std::string& author) {
    const auto now = clock_.now();
    const auto& us = actors_.association();
    const auto id = outbox_.new_activity_id(now);
    const bool boost = kind == ReactionKind::Boost;
    // A boost is for everybody, a like is between us and the author (federation.md §5).
    const std::vector<std::string> to = {boost ? std::string(activitypub::kPublic) : author};
    const auto cc = boost ? std::vector{us.id + "/followers", author} : std::vector<std::string>{};
    Reactions(connection).add({object, us.id, kind, id, now});
    return outbox_.publish(
        connection,
        activitypub::make_activity(id, boost ? "Announce" : "Like", us.id, object, to, cc, now),
        boost ? Listing::Listed : Listing::Unlisted, now);
}

Result<void> OwnReactions::add(ReactionKind kind, const std::string& object) {
    std::string author;
    {
        auto reader = database_.read();
        author = TRY(author_of(*reader, object));
    }
    TRY(is_reachable(database_, actors_, author, clock_.now()));
    auto said = database_.write([&](storage::Connection& connection) -> Result<void> {
        if (auto still = author_of(connection, object); !still) {
            return std::unexpected(still.error());
        }
        if (Reactions(connection).activity_of(object, actors_.association().id, kind)) return {};
        return say(connection, kind, object, author);
    });
    if (said) outbox_.wake();
    return said;
}

Result<void> OwnReactions::remove(ReactionKind kind, const std::string& object) {
    const auto& us = actors_.association();
    TRY(database_.write([&](storage::Connection& connection) -> Result<void> {
        Reactions reactions(connection);
        ObjectStore store(connection);
        const auto activity = reactions.activity_of(object, us.id, kind);
        if (!activity) return {};
        reactions.remove(object, us.id, kind);
        const auto said = store.find(*activity);
        if (!said || said->deleted) return {};
        auto original = json::parse(said->json, nullptr, false);
        original.erase("proof");  // the Undo has its own
        const auto now = clock_.now();
        withdraw(connection, *activity, now);
        return outbox_.publish(
            connection, activitypub::make_undo(outbox_.new_activity_id(now), us.id, original),
            Listing::Unlisted, now);
    }));
    outbox_.wake();
    return {};
}

}  // namespace essaim::federation
