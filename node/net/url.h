// The parts of an absolute http(s) address, read by libcurl's own parser: what
// is checked here is what curl will connect to (127.1 and 0x7f000001 come out
// as 127.0.0.1). Malformed when not printable ASCII, too long or unreadable.
// Pure functions, any thread. RFC 3986.
#pragma once

#include <cstdint>
#include <string>

#include "node/base/error.h"

namespace essaim::net {

struct Url {
    std::string scheme;  // lower case
    std::string host;    // lower case, no final dot, no brackets
    std::uint16_t port = 0;
    bool has_user = false;
    std::string text;  // the whole address, fragment removed

    std::string authority() const { return host + ":" + std::to_string(port); }
    std::string origin() const { return scheme + "://" + authority(); }
};

Result<Url> parse_url(const std::string& text);

// `location` of a redirect, relative or not, seen from `base`.
Result<std::string> resolve_url(const std::string& base, const std::string& location);

}  // namespace essaim::net
