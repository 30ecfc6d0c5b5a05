// JSON Canonicalization Scheme (RFC 8785): the same value, the same bytes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace activitypub {

std::string canonical_json(const nlohmann::json& value);

}  // namespace activitypub
