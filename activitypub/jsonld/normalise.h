// The little of JSON-LD that plain JSON readers need: the spellings of Public
// and of a type. We never expand, and never fetch a context (security.md §0.7).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace activitypub {

// "as:Public" and "Public" written out; anything else as it is.
std::string normalise_recipient(std::string_view iri);
bool is_public(std::string_view iri);

// "as:Note" and the full address of Note become "Note"; foreign ones stay.
std::string normalise_type(std::string_view type);
// The (first) type of an object, normalised; "" if it has none.
std::string type_of(const nlohmann::json& j);

// The recipients of one property: one or many, strings or ids, no duplicates.
std::vector<std::string> recipients_in(const nlohmann::json& j, std::string_view property);

}  // namespace activitypub
