// What this node says of an initiative, its own or another's: a document with
// our signature, filed as a claim and sent to followers as Create or Update of
// an object of its own. A person here has decided it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "node/directory/card.h"
#include "node/feature.h"

namespace essaim::directory {

// The association's own card: an address that never changes.
std::string own_card_iri(Services& services);
std::optional<nlohmann::json> own_card(Services& services);
// Of the vocabulary, what this document needs to be read as JSON-LD.
nlohmann::json wire_context(const nlohmann::json& document);
// What a form starts with when there is none yet: the profile's words.
nlohmann::json first_own_card(Services& services);

// Says it under this IRI, or a new one if it is empty; `card`: of which card.
// The detail of an error is a French sentence.
Result<Claim> say(Services& services, nlohmann::json document, std::string iri, Method method,
                  std::optional<std::int64_t> card = {});
// The association's own word of itself; from then on its actor names the card.
Result<Claim> say_own_card(Services& services, nlohmann::json document);
Result<void> take_back(Services& services, const std::string& iri);
// "Rien n’a changé": the same card, said today. NotFound: there is none yet.
Result<void> confirm_own_card(Services& services);
// The same with the figures of today, and confirmed no later than it was.
Result<void> say_own_card_again(Services& services);

}  // namespace essaim::directory
