#include "activitypub/authority.h"

#include <algorithm>
#include <string>

#include "activitypub/audience.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {
namespace {

std::unexpected<Error> wrong(std::string why) { return refuse(Fault::WrongOrigin, std::move(why)); }

Result<void> is_author(const Activity& activity, const Object& object,
                       std::string_view author_type) {
    if (object.id != activity.object_id) return wrong("object is not the one the activity names");
    if (!same_origin(object.id, activity.actor)) return wrong("object on another origin");
    if (!is_iri(object.attributed_to)) return wrong("attributedTo is no IRI string");
    const bool for_group = writes_for_another(activity, object) && author_type == "Group";
    if (object.attributed_to != activity.actor && !for_group)
        return wrong("attributedTo is not the actor");
    return {};
}

// The embedded object is the Follow we sent, whatever id the peer gave it.
bool embeds_follow(const Activity& activity, std::string_view asked, std::string_view asking) {
    return activity.object && activity.object_type == "Follow" && !asking.empty() &&
           text_or_id(*activity.object, "actor") == asking &&
           text_or_id(*activity.object, "object") == asked;
}

}  // namespace

bool writes_for_another(const Activity& activity, const Object& object) {
    return (object.type == "Article" || object.type == "Event" || object.type == "Page") &&
           object.attributed_to != activity.actor && object.actor == activity.actor &&
           same_origin(object.attributed_to, activity.actor);
}

Result<void> speaks_for_itself(const Activity& activity) {
    if (!same_origin(activity.id, activity.actor)) return wrong("activity id on another origin");
    return {};
}

Result<void> is_what_was_fetched(std::string_view address, std::string_view id) {
    if (!is_iri(id) || without_fragment(address) != id) return wrong("id is not the address");
    return {};
}

Result<void> may_create(const Activity& activity, const Object& object,
                        std::string_view author_type) {
    TRY(speaks_for_itself(activity));
    if (is_actor_type(object.type)) return wrong("an actor is not created by an activity");
    return is_author(activity, object, author_type);
}

Result<void> may_update(const Activity& activity, const Object& object,
                        std::string_view stored_author, std::string_view author_type) {
    TRY(speaks_for_itself(activity));
    if (is_actor_type(object.type)) {
        if (object.id != activity.object_id || object.id != activity.actor)
            return wrong("an actor updates only itself");
        return {};
    }
    TRY(is_author(activity, object, author_type));
    // An author never changes: not the group of a pair, not to a neighbour.
    if (!stored_author.empty() && stored_author != object.attributed_to)
        return wrong("not the stored author");
    return {};
}

Result<void> may_delete(const Activity& activity, std::string_view stored_author) {
    TRY(speaks_for_itself(activity));
    if (activity.object_id == activity.actor) return {};  // the actor leaves
    if (!same_origin(activity.object_id, activity.actor)) return wrong("object on another origin");
    if (!stored_author.empty() && stored_author != activity.actor)
        return wrong("not the stored author");
    return {};
}

Result<void> may_undo(const Activity& activity, std::string_view original_actor) {
    TRY(speaks_for_itself(activity));
    if (!same_origin(activity.object_id, activity.actor))
        return wrong("original on another origin");
    if (!original_actor.empty() && original_actor != activity.actor)
        return wrong("the original is another actor's");
    if (activity.object && text_or_id(*activity.object, "actor") != activity.actor)
        return wrong("the embedded original is another actor's");
    return {};
}

Result<void> may_announce(const Activity& activity, const Object* object) {
    TRY(speaks_for_itself(activity));
    if (!is_iri(activity.object_id)) return wrong("announces nothing");
    if (!object) return {};
    if (object->id != activity.object_id) return wrong("object is not the one the activity names");
    if (!is_public_audience(object->to, object->cc)) return wrong("announces a private object");
    return {};
}

Result<void> may_answer(const Activity& activity, std::string_view asked_actor,
                        std::string_view asking_actor, std::string_view request_id) {
    TRY(speaks_for_itself(activity));
    if (asked_actor.empty() || activity.actor != asked_actor)
        return wrong("answer of one we did not ask");
    const bool by_id = !request_id.empty() && activity.object_id == request_id;
    if (!by_id && !embeds_follow(activity, asked_actor, asking_actor))
        return wrong("answer to another request");
    return {};
}

Result<void> may_move(const Activity& activity, const Actor& origin, const Actor& target) {
    TRY(speaks_for_itself(activity));
    if (activity.object_id != activity.actor || origin.id != activity.actor)
        return wrong("an actor moves only itself");
    if (target.id != activity.target || target.id == origin.id) return wrong("another target");
    if (origin.moved_to != target.id) return wrong("movedTo does not name the target");
    if (std::ranges::find(target.also_known_as, origin.id) == target.also_known_as.end())
        return wrong("alsoKnownAs does not name the origin");
    return {};
}

Result<void> may_change_collection(const Activity& activity, std::string_view owner) {
    TRY(speaks_for_itself(activity));
    if (owner.empty() || activity.actor != owner) return wrong("not the owner of the collection");
    if (!same_origin(activity.target, activity.actor)) return wrong("collection on another origin");
    return {};
}

}  // namespace activitypub
