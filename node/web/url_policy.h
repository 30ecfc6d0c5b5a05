// Which addresses may stand in a link. http, https and mailto with nothing a
// browser reads otherwise than we do: no user name, no backslash, no control
// characters, no escaped host (security.md §1.5 E1, E2). Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace essaim::web {

// The address to print (not yet HTML-escaped), or nothing if it may not be a link.
std::optional<std::string> link_url(std::string_view url);

// The same, and also "/path", "path", "?query", "#fragment" on this node; with
// a base ("https://node.example") such a path is made absolute.
std::optional<std::string> link_url_or_path(std::string_view url, std::string_view base = {});

// Lower-case host of an http(s) address, "" when there is none.
std::string host_of(std::string_view url);

}  // namespace essaim::web
