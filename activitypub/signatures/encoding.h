// base64 (RFC 4648 §4, strict) and base58btc, as signatures and Multikeys use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace activitypub {

std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string base58(std::string_view bytes);
std::optional<std::string> from_base58(std::string_view text);  // at most 128 letters

}  // namespace activitypub
