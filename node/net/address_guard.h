// Which addresses this node may connect to: global unicast only, judged on the
// address of the socket, so no spelling and no DNS answer gets round it.
// Exceptions are exact (ip or ip:port, `federation.allow_addresses`), for
// tests and the demo; there is no way to allow a whole range.
// check_url: Malformed or Forbidden. Immutable: any thread.
// IANA special-purpose registries, RFC 6890, 6052, 8215, 3056, 4380; security.md C1, C2.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/error.h"
#include "node/net/url.h"

namespace essaim::net {

class AddressGuard {
  public:
    // Throws std::invalid_argument when an entry is no exact address.
    // `resolve`: names with a fixed address; localhost and *.localhost have 127.0.0.1.
    explicit AddressGuard(const std::vector<std::string>& allowed = {},
                          std::map<std::string, std::string> resolve = {});

    bool allows(const sockaddr* address) const;

    // https, port 443, a public name, no user; or exactly an allowed address,
    // literal or through `resolve`, where http and its port go as well.
    Result<void> check_url(const std::string& url) const;
    Result<void> check_url(const Url& url) const;

    std::optional<std::string> fixed_address(const std::string& host) const;

  private:
    using Bytes = std::array<std::uint8_t, 16>;  // IPv4 as ::ffff:a.b.c.d
    struct Exact {
        Bytes ip;
        std::uint16_t port;  // 0: any
    };
    static std::optional<Bytes> parse_ip(const std::string& text);
    static Exact parse_exact(const std::string& entry);
    bool is_exact(const Bytes& ip, std::uint16_t port) const;

    std::vector<Exact> allowed_;
    std::map<std::string, std::string> resolve_;
};

}  // namespace essaim::net
