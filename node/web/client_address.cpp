#include "node/web/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "node/base/text.h"

namespace essaim::web {

namespace {

using V6 = std::array<unsigned char, 16>;

bool is_v4(const std::string& text) {
    in_addr parsed{};
    return inet_pton(AF_INET, text.c_str(), &parsed) == 1;
}

std::optional<V6> v6_of(const std::string& text) {
    V6 bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
}

}  // namespace

bool is_ip_address(std::string_view text) {
    const std::string address(text);
    return address.size() < INET6_ADDRSTRLEN && (is_v4(address) || v6_of(address));
}

bool is_loopback(std::string_view address) {
    const auto key = client_key(address);
    return key.empty() || key.starts_with("127.") || address == "::1";
}

std::string client_key(std::string_view address) {
    std::string text(address);
    auto bytes = text.find(':') == std::string::npos ? std::nullopt : v6_of(text);
    if (!bytes) return text;
    static constexpr V6 kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    char out[INET6_ADDRSTRLEN] = "";
    if (std::equal(bytes->begin(), bytes->begin() + 12, kMapped.begin())) {
        inet_ntop(AF_INET, bytes->data() + 12, out, sizeof(out));
        return out;
    }
    std::fill(bytes->begin() + 8, bytes->end(), static_cast<unsigned char>(0));
    inet_ntop(AF_INET6, bytes->data(), out, sizeof(out));
    return std::string(out) + "/64";
}

std::string client_of(const std::string& peer,
                      const std::vector<std::pair<std::string, std::string>>& headers,
                      const std::vector<std::string>& trusted_proxies) {
    if (std::ranges::find(trusted_proxies, peer) == trusted_proxies.end()) return peer;
    // The last hop of the last header is the one our proxy added.
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
        if (header->first != "x-forwarded-for") continue;
        const std::string_view hops = header->second;
        const auto comma = hops.rfind(',');
        const auto last =
            base::trim(comma == std::string_view::npos ? hops : hops.substr(comma + 1));
        return is_ip_address(last) ? std::string(last) : peer;
    }
    return peer;
}

}  // namespace essaim::web
