// What the values of a configuration file may look like: pure questions about
// texts, for config.cpp. Nothing here resolves a name. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace essaim::base {

struct PublicUrl {
    bool https;
    std::string host;  // without its port; "[::1]" keeps its brackets
};

// scheme://host[:port] in lower case: no user, path, query, nor default port
// (two spellings of one origin would be two nodes to everybody else).
std::optional<PublicUrl> parse_public_url(std::string_view url);

bool is_host(std::string_view text);              // a name, or an address as in a URL
bool is_on_this_machine(std::string_view host);   // localhost, *.localhost, 127/8, [::1]
bool is_ip_address(std::string_view text);        // "127.0.0.1" or "::1"
bool is_address_and_port(std::string_view text);  // "127.0.0.1:80" or "[::1]:80"

// The one of `known` that needs the fewest letters changed to become `word`.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

}  // namespace essaim::base
