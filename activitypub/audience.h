// Who sees what: visibility out of to and cc (federation.md §3), the list of
// recipients to deliver to, and the removal of blind copies before sending.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace activitypub {

enum class Visibility { Public, Unlisted, Followers, Direct };

// `followers`: the author's followers collection. If unknown (""), any address
// ending in "/followers" counts as one.
Visibility visibility_of(const std::vector<std::string>& to, const std::vector<std::string>& cc,
                         std::string_view followers = {});
bool is_public_audience(const std::vector<std::string>& to, const std::vector<std::string>& cc);

// Removes bto and bcc, in embedded objects too. Call it on all that leaves.
void strip_private(nlohmann::json& document);

// to, cc, bto, bcc and audience without Public and without duplicates.
std::vector<std::string> recipients(const nlohmann::json& activity);

}  // namespace activitypub
