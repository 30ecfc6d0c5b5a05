// Addresses (RFC 3987, RFC 3986) as the fediverse uses them: absolute http or
// https only, at most 2 048 bytes. Strict on purpose (security.md B7): user
// names in the authority, trailing dots, percent or non-ASCII hosts (write
// punycode), backslashes, spaces and control characters are Malformed.
// Whether plain http is welcome is the caller's policy, not the parser's.
#pragma once

#include <string>
#include <string_view>

#include "activitypub/result.h"

namespace activitypub {

inline constexpr std::size_t kMaxIriBytes = 2048;

struct Iri {
    std::string scheme;    // "http" or "https"
    std::string host;      // lower-case ASCII; ":port" follows unless it is the default one
    std::string path;      // as received, may be empty
    std::string query;     // without '?'
    std::string fragment;  // without '#'

    std::string origin() const;  // "https://host"
    std::string target() const;  // path and query, as a request line wants them
    bool operator==(const Iri&) const = default;
};

Result<Iri> parse_iri(std::string_view text);
std::string to_string(const Iri& iri);

// Lower-cases and checks "name", "name:port", "1.2.3.4" or "[::1]".
Result<std::string> parse_host(std::string_view text);

bool is_iri(std::string_view text);
std::string origin_of(std::string_view iri);  // "" if it is no IRI
std::string host_of(std::string_view iri);    // "" if it is no IRI
// False whenever one of them is no IRI.
bool same_origin(std::string_view a, std::string_view b);
std::string_view without_fragment(std::string_view iri);

}  // namespace activitypub
