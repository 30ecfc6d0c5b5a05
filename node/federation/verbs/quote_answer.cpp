#include "node/federation/verbs/quote_answer.h"

#include "activitypub/iri.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"

namespace essaim::federation::verbs {

namespace {

Result<void> say_anew(const InboxParts& parts, storage::Connection& connection,
                      const activitypub::Activity& activity, const std::string& object) {
    const auto held = ObjectStore(connection).find(object);
    if (!held || !held->local || held->deleted) return {};
    const auto* handler = parts.registry.find("Requote", held->type);
    if (handler == nullptr) return {};
    auto about = activity;
    about.object_id = object;
    return (*handler)(connection, {about, nullptr, held->type, parts.clock.now()});
}

}  // namespace

Result<void> quote_answer(const InboxParts& parts, storage::Connection& connection,
                          const activitypub::Activity& activity, const AskedQuote& asked) {
    if (activity.actor != asked.author)
        return refuse(Fault::Forbidden, "an answer by somebody who was not asked");
    const bool yes = activity.type == "Accept";
    if (yes && (!activitypub::is_iri(activity.result) ||
                !activitypub::same_origin(activity.result, asked.author)))
        return refuse(Fault::Malformed, "an Accept of a QuoteRequest without its authorization");
    if (yes && ObjectStore(connection).is_undone(activity.result, activity.actor))
        return {};  // its Delete came first
    Quotes quotes(connection);
    const auto before = quotes.authorization_of(asked.object);
    const auto now = yes ? activity.result : std::string();
    quotes.answered(asked, now);
    if (before == now) return {};
    return say_anew(parts, connection, activity, asked.object);
}

Result<void> quote_taken_back(const InboxParts& parts, storage::Connection& connection,
                              const activitypub::Activity& activity) {
    Quotes quotes(connection);
    const auto ours = quotes.agreed_by(activity.object_id);
    quotes.taken_back(activity.object_id, activity.actor);
    if (!ours || ours->author != activity.actor) return {};
    quotes.answered(*ours, "");
    return say_anew(parts, connection, activity, ours->object);
}

}  // namespace essaim::federation::verbs
