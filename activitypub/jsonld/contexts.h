// The one @context of every document we emit (federation.md §2): well-known
// addresses and inline terms only, so that nobody must fetch ours to read us.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace activitypub {

const nlohmann::json& context();

// `document` is a JSON object; sets its "@context".
void add_context(nlohmann::json& document);

}  // namespace activitypub
