// host-meta (RFC 6415): one template that leads to WebFinger, for the old
// software that still asks for it first.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace activitypub {

// `base` is our origin, without a slash.
std::string make_host_meta(std::string_view base);  // application/xrd+xml
nlohmann::json make_host_meta_json(std::string_view base);

}  // namespace activitypub
