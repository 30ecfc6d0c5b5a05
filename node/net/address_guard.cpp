#include "node/net/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string_view>

namespace essaim::net {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr Bytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};

struct Range4 {
    std::uint32_t first;
    int bits;
};
constexpr Range4 kNotGlobal4[] = {
    {0x00000000, 8},   // this network
    {0x0a000000, 8},   // private
    {0x64400000, 10},  // CGNAT
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local, cloud metadata
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // IETF protocols
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmark
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved, broadcast
};

struct Range6 {
    Bytes first;
    std::size_t bits;
};
constexpr Range6 kNotGlobal6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // IETF protocols (Teredo is looked into before)
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // documentation
};

bool is_within(const Bytes& ip, const Bytes& first, std::size_t bits) {
    for (std::size_t i = 0; i < bits; i += 8) {
        const auto left = std::min<std::size_t>(8, bits - i);
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - left));
        if ((ip[i / 8] & mask) != (first[i / 8] & mask)) return false;
    }
    return true;
}

std::uint32_t inner4(const Bytes& ip, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | ip[at + i];
    return value;
}

bool is_global4(std::uint32_t ip) {
    return std::ranges::none_of(kNotGlobal4, [ip](const Range4& range) {
        return (ip >> (32 - range.bits)) == (range.first >> (32 - range.bits));
    });
}

// Everything outside 2000::/3 is refused, hence loopback, unique local,
// link-local, site-local, discard, v4-compatible and 64:ff9b:1::/48 (local
// NAT64, whose inner address depends on a prefix we cannot know).
bool is_global(const Bytes& ip) {
    if (is_within(ip, kMapped, 96)) return is_global4(inner4(ip, 12));
    if (is_within(ip, {0x00, 0x64, 0xff, 0x9b}, 96)) return is_global4(inner4(ip, 12));  // NAT64
    if (is_within(ip, {0x20, 0x02}, 16)) return is_global4(inner4(ip, 2));               // 6to4
    if (is_within(ip, {0x20, 0x01, 0x00, 0x00}, 32))                                     // Teredo
        return is_global4(inner4(ip, 4)) && is_global4(~inner4(ip, 12));
    return is_within(ip, {0x20}, 3) &&
           std::ranges::none_of(kNotGlobal6, [&ip](const Range6& range) {
               return is_within(ip, range.first, range.bits);
           });
}

// As browsers do: a name whose last label is a number is an IPv4 address in disguise.
bool looks_like_ip(std::string_view host) {
    if (host.find(':') != std::string_view::npos) return true;
    auto last = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    if (last.starts_with("0x")) return true;
    return !last.empty() && std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_public_name(std::string_view host) {
    const auto in_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    if (host.empty() || host.size() > 253 || !std::ranges::all_of(host, in_name)) return false;
    const auto dot = host.rfind('.');
    if (dot == std::string_view::npos || host.find("..") != std::string_view::npos ||
        host[0] == '.')
        return false;
    constexpr std::string_view kLocal[] = {"localhost", "local", "localdomain", "internal",
                                           "arpa",      "onion", "invalid",     "alt"};
    return std::ranges::find(kLocal, host.substr(dot + 1)) == std::end(kLocal);
}

}  // namespace

AddressGuard::AddressGuard(const std::vector<std::string>& allowed,
                           std::map<std::string, std::string> resolve)
    : resolve_(std::move(resolve)) {
    for (const auto& entry : allowed) allowed_.push_back(parse_exact(entry));
    for (const auto& [host, ip] : resolve_) {
        if (!parse_ip(ip))
            throw std::invalid_argument("address of " + host + " is no address: " + ip);
    }
}

std::optional<AddressGuard::Bytes> AddressGuard::parse_ip(const std::string& text) {
    Bytes ip = kMapped;
    if (::inet_pton(AF_INET, text.c_str(), &ip[12]) == 1) return ip;
    if (::inet_pton(AF_INET6, text.c_str(), ip.data()) == 1) return ip;
    return std::nullopt;
}

AddressGuard::Exact AddressGuard::parse_exact(const std::string& entry) {
    std::string ip = entry;
    std::uint16_t port = 0;
    const auto colon = entry.rfind(':');
    const bool bracketed = entry.starts_with('[');
    if (colon != std::string::npos &&
        (bracketed ? entry[colon - 1] == ']' : entry.find(':') == colon)) {
        const char* end = entry.data() + entry.size();
        const auto result = std::from_chars(entry.data() + colon + 1, end, port);
        if (result.ec != std::errc{} || result.ptr != end || port == 0)
            throw std::invalid_argument("not an exact address: " + entry);
        ip = entry.substr(0, colon);
    }
    if (bracketed && ip.ends_with(']')) ip = ip.substr(1, ip.size() - 2);
    const auto bytes = parse_ip(ip);
    const bool unspecified = bytes && (*bytes == Bytes{} || *bytes == kMapped);
    if (!bytes || unspecified) throw std::invalid_argument("not an exact address: " + entry);
    return {*bytes, port};
}

bool AddressGuard::is_exact(const Bytes& ip, std::uint16_t port) const {
    return std::ranges::any_of(allowed_, [&](const Exact& exact) {
        return exact.ip == ip && (exact.port == 0 || exact.port == port);
    });
}

bool AddressGuard::allows(const sockaddr* address) const {
    if (address == nullptr) return false;
    Bytes ip = kMapped;
    std::uint16_t port = 0;
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        std::memcpy(&ip[12], &v4.sin_addr, 4);
        port = ntohs(v4.sin_port);
    } else if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        std::memcpy(ip.data(), &v6.sin6_addr, 16);
        port = ntohs(v6.sin6_port);
    } else {
        return false;
    }
    return is_exact(ip, port) || is_global(ip);
}

std::optional<std::string> AddressGuard::fixed_address(const std::string& host) const {
    if (const auto found = resolve_.find(host); found != resolve_.end()) return found->second;
    if (host == "localhost" || host.ends_with(".localhost")) return "127.0.0.1";
    return std::nullopt;
}

Result<void> AddressGuard::check_url(const std::string& url) const {
    return check_url(TRY(parse_url(url)));
}

Result<void> AddressGuard::check_url(const Url& url) const {
    const auto no = [&url](const char* why) {
        return refuse(Fault::Forbidden, why + (": " + url.text));
    };
    if (url.has_user) return no("user name in the address");
    if (url.scheme != "https" && url.scheme != "http") return no("neither https nor http");
    const auto literal = parse_ip(fixed_address(url.host).value_or(url.host));
    if (literal && is_exact(*literal, url.port)) return {};
    if (url.scheme != "https") return no("not https");
    if (url.port != 443) return no("not port 443");
    if (looks_like_ip(url.host)) return no("an IP address, not a name");
    if (!is_public_name(url.host)) return no("not a public name");
    return {};
}

}  // namespace essaim::net
