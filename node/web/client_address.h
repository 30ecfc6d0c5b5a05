// Whose request it is (security.md D7): the address of the socket, or what a
// configured proxy said last in X-Forwarded-For. What is no IP address is
// never believed. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace essaim::web {

bool is_ip_address(std::string_view text);

bool is_loopback(std::string_view address);  // "" too: nobody came over a socket

// What counts as one client: an IPv4 address, or the /64 of an IPv6 one.
std::string client_key(std::string_view address);

std::string client_of(const std::string& peer,
                      const std::vector<std::pair<std::string, std::string>>& headers,
                      const std::vector<std::string>& trusted_proxies);

}  // namespace essaim::web
