// All that signatures need to know of an HTTP message: raw values as they were
// on the wire, and the public authority and scheme as configured, never as a
// proxy rewrote them. Views: the message must outlive what is verified.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace activitypub {

struct HttpMessage {
    std::string method;                                        // upper case
    std::string target;                                        // raw path and query
    std::string scheme;                                        // "https"
    std::string authority;                                     // public host[:port]
    std::vector<std::pair<std::string, std::string>> headers;  // lower-case names, raw values
    std::string_view body;

    // The one value; nothing when absent or given more than once.
    std::optional<std::string_view> header(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    std::string joined(std::string_view name) const;  // several, joined by ", "
    std::string_view path() const;
    std::string_view query() const;  // with '?', or ""
    bool carries_body() const;  // bytes, or a method that may have some: its digest must be signed
};

using SignedHeaders = std::vector<std::pair<std::string, std::string>>;  // to add to the message

}  // namespace activitypub
