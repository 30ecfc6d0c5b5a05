// What a report or a rule is about, asked of the features: the thing with its
// text, whatever its visibility; or an actor, with the name we know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/feature.h"

namespace essaim::admin {

using ModeratedThings = decltype(Plug::moderated);

// By IRI or by the address of its page; an actor of ours or one we know.
std::optional<Subject> subject_of(Services& services, const ModeratedThings& things,
                                  const std::string& address);
// Ours, gone for everybody.
Result<void> take_back(const ModeratedThings& things, const std::string& id);

// Who did something, for people: a name, "ligne de commande" or "le nœud".
std::string name_of(Services& services, const std::string& account, web::Language language);

}  // namespace essaim::admin
