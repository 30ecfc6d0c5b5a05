// Quoting somebody in a post of ours (FEP-044f): what may be quoted, how the post
// says it, and the consent that is asked of the author when it is published.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

// The text with this IRI, if it may be quoted. Errors are French sentences:
// NotFound (unknown here, not public), Forbidden (its author does not want it).
Result<Post> citable(Services& services, const std::string& id, const federation::Sight& sight);

// Into the Create, Update or Delete of a post that quotes: the members of the
// object, the line for who does not know them, and its author among the readers.
void say_quote(storage::Connection& connection, const Post& post, nlohmann::json& activity);

// Asks for the author's consent, once; nothing to ask about a text of ours.
Result<void> ask_consent(Services& services, storage::Connection& connection, const Post& post,
                         const nlohmann::json& object, base::Instant now);

// How the consent stands, in French: "" when it was given or none is needed.
std::string_view consent_missing(storage::Connection& connection, const Post& post);

// Says the post anew when its author was answered.
void register_citing(federation::InboxRegistry& registry, Services& services);

}  // namespace essaim::news
