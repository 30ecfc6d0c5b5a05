// The only door from bytes to JSON. Limits are checked before anything deep or
// large stands in nlohmann's DOM: its copy and dump recurse, and a body of 60 KB
// nested deep enough kills the process (security.md §0.4, D1, D2).
// Refuses with Malformed: too large, too deep, invalid UTF-8, duplicate keys,
// NUL characters, numbers beyond 64 bits or a double, a root that is not an object.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "activitypub/result.h"

namespace activitypub {

struct Limits {
    std::size_t bytes = std::size_t{1} << 20;
    std::size_t depth = 64;
    std::size_t elements = 10'000;  // of one array, or members of one object
};

Result<nlohmann::json> parse_document(std::string_view bytes, const Limits& limits = {});

}  // namespace activitypub
