#include "node/federation/reactions.h"

#include "activitypub/iri.h"
#include "node/storage/connection.h"

namespace essaim::federation {

std::string_view to_text(ReactionKind kind) {
    switch (kind) {
        case ReactionKind::Dislike:
            return "dislike";
        case ReactionKind::Boost:
            return "boost";
        case ReactionKind::Like:
            break;
    }
    return "like";
}

std::optional<ReactionKind> reaction_kind(std::string_view activity_type) {
    if (activity_type == "Like" || activity_type == "EmojiReact") return ReactionKind::Like;
    if (activity_type == "Dislike") return ReactionKind::Dislike;
    if (activity_type == "Announce") return ReactionKind::Boost;
    return std::nullopt;
}

void Reactions::add(const Reaction& reaction) {
    connection_
        .query(
            "INSERT INTO reaction (object, kind, host, actor, activity, at) "
            "VALUES (?,?,?,?,?,?) ON CONFLICT (object, kind, host, actor) "
            "DO UPDATE SET activity = excluded.activity")
        .arg(reaction.object)
        .arg(to_text(reaction.kind))
        .arg(activitypub::host_of(reaction.actor))
        .arg(reaction.actor)
        .arg(reaction.activity)
        .arg(base::to_millis(reaction.at))
        .run();
}

bool Reactions::has_room(const std::string& object) {
    return !connection_.query("SELECT 1 FROM reaction WHERE object = ? LIMIT 1 OFFSET ?")
                .arg(object)
                .arg(kMostPerObject - 1)
                .step();
}

bool Reactions::remove(const std::string& object, const std::string& actor, ReactionKind kind) {
    return connection_
               .query(
                   "DELETE FROM reaction WHERE object = ? AND kind = ? AND host = ? AND actor = ?")
               .arg(object)
               .arg(to_text(kind))
               .arg(activitypub::host_of(actor))
               .arg(actor)
               .run() > 0;
}

bool Reactions::remove_activity(const std::string& activity, const std::string& actor) {
    return connection_.query("DELETE FROM reaction WHERE activity = ? AND actor = ?")
               .arg(activity)
               .arg(actor)
               .run() > 0;
}

void Reactions::remove_of_actor(const std::string& actor) {
    connection_.query("DELETE FROM reaction WHERE actor = ?").arg(actor).run();
}

std::optional<std::string> Reactions::activity_of(const std::string& object,
                                                  const std::string& actor, ReactionKind kind) {
    auto query = connection_.query(
        "SELECT activity FROM reaction WHERE object = ? AND kind = ? AND host = ? AND actor = ?");
    query.arg(object).arg(to_text(kind)).arg(activitypub::host_of(actor)).arg(actor);
    if (!query.step()) return std::nullopt;
    return query.text(0);
}

ReactionCounts Reactions::counts(const std::string& object, const HostRule& counts_here) {
    ReactionCounts counts;
    auto query = connection_.query(
        "SELECT kind, host, count(*) FROM reaction WHERE object = ? "
        "AND actor NOT IN (SELECT id FROM hidden) GROUP BY kind, host");
    query.arg(object);
    while (query.step()) {
        if (!counts_here(query.text(1))) continue;
        const auto kind = query.text(0);
        (kind == "like"    ? counts.likes
         : kind == "boost" ? counts.boosts
                           : counts.dislikes) += query.number(2);
    }
    return counts;
}

std::vector<std::string> Reactions::actors(const std::string& object, ReactionKind kind,
                                           const HostRule& counts_here, std::size_t limit) {
    std::vector<std::string> actors;
    auto query = connection_.query(
        "SELECT actor, host FROM reaction WHERE object = ? AND kind = ? "
        "AND actor NOT IN (SELECT id FROM hidden) ORDER BY at, actor");
    query.arg(object).arg(to_text(kind));
    while (actors.size() < limit && query.step()) {
        if (counts_here(query.text(1))) actors.push_back(query.text(0));
    }
    return actors;
}

}  // namespace essaim::federation
