#include "node/base/config_rules.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>
#include <vector>

#include "node/base/text.h"

namespace essaim::base {

namespace {

bool is_ip(int family, std::string_view text) {
    in6_addr room{};  // the larger of the two
    return text.find('\0') == std::string_view::npos &&
           inet_pton(family, std::string(text).c_str(), &room) == 1;
}

std::optional<int> port_in(std::string_view text) {
    int port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (port < 1 || port > 65535 || text.front() == '0') return std::nullopt;
    return port;
}

bool is_name(std::string_view host) {
    if (host.size() > 253) return false;
    const auto labels = split(host, '.');
    const auto good = [](std::string_view label) {
        return !label.empty() && label.size() <= 63 && label.front() != '-' &&
               label.back() != '-' &&
               label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
                   std::string_view::npos;
    };
    // A last label of digits is an IPv4 address in one of its odd spellings.
    return std::ranges::all_of(labels, good) &&
           labels.back().find_first_not_of("0123456789") != std::string_view::npos;
}

struct HostAndPort {
    std::string_view host;
    std::optional<std::string_view> port;
};

HostAndPort host_and_port(std::string_view authority) {
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon == std::string_view::npos) return {authority, std::nullopt};
    return {authority.substr(0, colon), authority.substr(colon + 1)};
}

}  // namespace

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        return is_ip(AF_INET6, host.substr(1, host.size() - 2));
    }
    return is_ip(AF_INET, host) || is_name(host);
}

std::optional<PublicUrl> parse_public_url(std::string_view url) {
    const bool https = url.starts_with("https://");
    if (!https && !url.starts_with("http://")) return std::nullopt;
    const auto [host, port] = host_and_port(url.substr(https ? 8 : 7));
    if (!is_host(host)) return std::nullopt;
    if (port) {
        const auto number = port_in(*port);
        if (!number || *number == (https ? 443 : 80)) return std::nullopt;
    }
    return PublicUrl{https, std::string(host)};
}

bool is_on_this_machine(std::string_view host) {
    return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
           (host.starts_with("127.") && is_ip(AF_INET, host));
}

bool is_ip_address(std::string_view text) { return is_ip(AF_INET, text) || is_ip(AF_INET6, text); }

bool is_address_and_port(std::string_view text) {
    const auto [host, port] = host_and_port(text);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    const bool address =
        bracketed ? is_ip(AF_INET6, host.substr(1, host.size() - 2)) : is_ip(AF_INET, host);
    return address && port && port_in(*port);
}

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
    // Levenshtein's distance, one row of the table at a time.
    const auto distance = [&](std::string_view other) {
        std::vector<std::size_t> row(other.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 0; i < word.size(); ++i) {
            std::size_t diagonal = std::exchange(row[0], i + 1);
            for (std::size_t j = 0; j < other.size(); ++j) {
                const auto replaced = diagonal + (word[i] == other[j] ? 0U : 1U);
                diagonal = row[j + 1];
                row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
            }
        }
        return row.back();
    };
    return *std::ranges::min_element(known, {}, distance);
}

}  // namespace essaim::base
