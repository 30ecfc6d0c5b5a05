// Who may act on what (FEP-fe34, security.md §1.2). Authority is the exact
// same actor, never merely the same host; ids must share the actor's origin.
// The caller has authenticated activity.actor before. Every refusal is
// WrongOrigin with the reason for our log. Pure: what is stored is passed in.
#pragma once

#include <string_view>

#include "activitypub/result.h"
#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/actor.h"
#include "activitypub/vocabulary/object.h"

namespace activitypub {

// Rule of every activity: its id lies on its actor's origin.
Result<void> speaks_for_itself(const Activity& activity);

// A fetched document is the one that was asked for: id == final address.
Result<void> is_what_was_fetched(std::string_view address, std::string_view id);

// Mobilizon writes for a group: the person is actor, the group attributedTo,
// both on one host (interop case 68). True for an Article, Event or Page of
// that shape: then fetch attributedTo and pass its type below, for only a
// Group may lend its name. Without it anyone could write as a neighbour.
bool writes_for_another(const Activity& activity, const Object& object);

// `object` is the embedded or freshly fetched object of the activity.
Result<void> may_create(const Activity& activity, const Object& object,
                        std::string_view author_type = {});

// `stored_author` is attributedTo as we hold it, "" if the object is unknown.
// Actors update only themselves; then parse what you refetched, not the body.
Result<void> may_update(const Activity& activity, const Object& object,
                        std::string_view stored_author, std::string_view author_type = {});
// An unknown object may be buried in advance by its own origin.
Result<void> may_delete(const Activity& activity, std::string_view stored_author);
// `original_actor` as stored, "" if the original is unknown.
Result<void> may_undo(const Activity& activity, std::string_view original_actor);
// `object` null: not known yet. A known one must be public.
Result<void> may_announce(const Activity& activity, const Object* object);
// Accept and Reject count only from the one we asked, about our own request:
// named by its id, or embedded as the Follow of `asking_actor`.
Result<void> may_answer(const Activity& activity, std::string_view asked_actor,
                        std::string_view asking_actor, std::string_view request_id);
// Both actors freshly fetched, each naming the other.
Result<void> may_move(const Activity& activity, const Actor& origin, const Actor& target);
// Add and Remove: only the owner of the collection, on its own origin.
Result<void> may_change_collection(const Activity& activity, std::string_view owner);

}  // namespace activitypub
