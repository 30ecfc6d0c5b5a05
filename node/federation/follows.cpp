#include "node/federation/follows.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/discovery/webfinger.h"
#include "activitypub/iri.h"
#include "node/base/log.h"
#include "node/base/text.h"
#include "node/federation/remote_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

std::unexpected<Error> say(const Error& error) {
    base::log::info("not followed", {{"why", error.detail}});
    switch (error.fault) {
        case Fault::Unavailable:
            return refuse(error.fault,
                          "Ce serveur ne répond pas pour le moment. Réessayez plus tard.");
        case Fault::NotFound:
        case Fault::Gone:
            return refuse(Fault::NotFound,
                          "Il n’y a personne à cette adresse. Vérifiez son orthographe.");
        case Fault::Forbidden:
            return refuse(error.fault,
                          "Ce serveur est bloqué ici, ou son adresse n’est pas permise.");
        case Fault::Conflict:
            return std::unexpected(error);
        default:
            break;
    }
    return refuse(Fault::Unprocessable,
                  "Cette adresse ne mène à personne que l’on puisse suivre. "
                  "Exemple : @lanoisette@lanoisette.example");
}

bool is_address(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

}  // namespace

Result<activitypub::Actor> Follows::resolve_handle(const std::string& whom) {
    const auto handle = TRY(activitypub::parse_handle(whom));
    if (handle.host == actors_.host()) return refuse(Fault::Conflict, "Vous êtes déjà ici.");
    // Plain http only between nodes of one machine (tests, demonstration).
    const auto scheme = actors_.base().substr(0, actors_.base().find(':'));
    const auto jrd = TRY(fetch_.fetch_plain_json(activitypub::webfinger_url(handle, scheme)));
    const auto id = TRY(activitypub::actor_id_in_jrd(jrd));
    if (actors_.owns(id)) return refuse(Fault::Conflict, "Vous êtes déjà ici.");
    auto actor = TRY(remote_.fetch_actor(id));
    // Both must name each other, or anybody could lend himself a handle (B7).
    if (!activitypub::handle_is_mutual(handle, id, actor)) {
        return refuse(Fault::Unprocessable, "WebFinger and actor disagree about " + whom);
    }
    TRY(database_.write([&](storage::Connection& connection) -> Result<void> {
        RemoteActorStore(connection).set_handle(actor.id, activitypub::to_string(handle));
        return {};
    }));
    return actor;
}

Result<activitypub::Actor> Follows::resolve(const std::string& whom) {
    if (!is_address(whom)) return resolve_handle(whom);
    if (actors_.owns(whom)) return refuse(Fault::Conflict, "Vous êtes déjà ici.");
    return remote_.fetch_actor(whom);
}

Result<activitypub::Actor> Follows::find(const std::string& whom) {
    auto actor = resolve(std::string(base::trim(whom)));
    if (!actor) return say(actor.error());
    return actor;
}

Result<std::string> Follows::follow(const std::string& whom) {
    const auto actor = find(whom);
    if (!actor) return std::unexpected(actor.error());
    if (auto asked = ask(actor->id); !asked) return say(asked.error());
    outbox_.wake();
    return actor->id;
}

Result<void> Follows::ask(const std::string& actor_id) {
    const auto& us = actors_.association();
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        if (connection
                .query("SELECT 1 FROM following WHERE local_name = ? AND actor = ? "
                       "AND state = 'accepted'")
                .arg(us.name)
                .arg(actor_id)
                .step()) {
            return {};
        }
        const auto now = clock_.now();
        const auto id = outbox_.new_activity_id(now);
        connection
            .query(
                "INSERT INTO following (local_name, actor, activity, state, since) "
                "VALUES (?,?,?,'asked',?) ON CONFLICT (local_name, actor) DO UPDATE SET "
                "activity = excluded.activity, state = 'asked', since = excluded.since")
            .arg(us.name)
            .arg(actor_id)
            .arg(id)
            .arg(base::to_millis(now))
            .run();
        return outbox_.send_to(connection, activitypub::make_follow(id, us.id, actor_id), actor_id,
                               now);
    });
}

Result<void> Follows::unfollow(const std::string& actor_id) {
    const auto& us = actors_.association();
    auto done = database_.write([&](storage::Connection& connection) -> Result<void> {
        std::string follow_id;
        {
            auto query =
                connection
                    .query("SELECT activity FROM following WHERE local_name = ? AND actor = ?")
                    .arg(us.name)
                    .arg(actor_id);
            if (!query.step()) return refuse(Fault::NotFound, "Vous ne suivez pas cette adresse.");
            follow_id = query.text(0);
        }
        connection.query("DELETE FROM following WHERE local_name = ? AND actor = ?")
            .arg(us.name)
            .arg(actor_id)
            .run();
        if (!RemoteActorStore(connection).find(actor_id)) return {};  // nobody left to tell
        const auto now = clock_.now();
        return outbox_.send_to(
            connection,
            activitypub::make_undo(outbox_.new_activity_id(now), us.id,
                                   activitypub::make_follow(follow_id, us.id, actor_id)),
            actor_id, now);
    });
    if (done) outbox_.wake();
    return done;
}

std::vector<Followed> Follows::list(const char* sql, std::int64_t most) const {
    std::vector<Followed> all;
    auto reader = database_.read();
    auto query = reader->query(sql).arg(actors_.association().name).arg(most);
    while (query.step()) {
        Followed one{.actor = query.text(0),
                     .handle = query.text(1),
                     .name = query.text(2),
                     .url = query.text(3),
                     .state = query.text(4),
                     .since = base::from_millis(query.number(5))};
        if (one.handle.empty()) one.handle = activitypub::host_of(one.actor);
        if (one.name.empty()) one.name = one.handle;
        if (one.url.empty()) one.url = one.actor;
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<Followed> Follows::followers(std::int64_t most) const {
    return list(
        "SELECT f.actor, r.handle, r.name, r.url, 'accepted', f.since FROM follower f "
        "LEFT JOIN remote_actor r ON r.id = f.actor WHERE f.local_name = ? "
        "ORDER BY f.since DESC, f.actor LIMIT ?",
        most);
}

std::int64_t Follows::follower_count() const {
    auto reader = database_.read();
    auto query = reader->query("SELECT count(*) FROM follower WHERE local_name = ?")
                     .arg(actors_.association().name);
    return query.step() ? query.number(0) : 0;
}

bool Follows::is_follower(const std::string& actor) const {
    auto reader = database_.read();
    return reader->query("SELECT 1 FROM follower WHERE local_name = ? AND actor = ?")
        .arg(actors_.association().name)
        .arg(actor)
        .step();
}

std::vector<Followed> Follows::following() const {
    return list(
        "SELECT f.actor, r.handle, r.name, r.url, f.state, f.since FROM following f "
        "LEFT JOIN remote_actor r ON r.id = f.actor WHERE f.local_name = ? "
        "ORDER BY f.since DESC, f.actor LIMIT ?",
        -1);
}

}  // namespace essaim::federation
