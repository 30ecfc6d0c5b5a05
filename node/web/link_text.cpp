#include "node/web/link_text.h"

#include <algorithm>

#include "node/web/html_text.h"
#include "node/web/url_policy.h"

namespace essaim::web {

namespace {

// Lower case, dots that look like dots made dots, what does not show removed.
std::string as_seen(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (c == 0x3002 || c == 0xFF0E || c == 0xFF61 || c == 0x2024) {
            out += '.';
        } else if (c >= 0xFF01 && c <= 0xFF5E) {  // full-width forms
            append_utf8(out, c - 0xFEE0);
        } else if (c == 0x2044 || c == 0x2215 || c == 0x29F8) {  // slashes
            out += '/';
        } else if (c == 0xAD || c == 0xFEFF || c == 0x2060 || (c >= 0x200B && c <= 0x200F) ||
                   (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
            continue;
        } else if (c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200A) || c == '\n' ||
                   c == '\t') {
            out += ' ';
        } else {
            append_utf8(out, c);
        }
    }
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string_view without_www(std::string_view host) {
    return host.starts_with("www.") ? host.substr(4) : host;
}

// "bank.example", "bank.example/login", "bank.example:8443"
bool is_bare_host(std::string_view word) {
    const std::string_view host = word.substr(0, word.find_first_of("/?#:"));
    const auto dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3) return false;
    if (word.find('@') != std::string_view::npos) return false;
    return std::all_of(host.begin() + static_cast<std::ptrdiff_t>(dot) + 1, host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80 || c == '-';
    });
}

std::string host_named_by(std::string_view word, bool alone) {
    constexpr std::string_view kOpening = "([<\"'«“";
    while (!word.empty() && kOpening.find(word.front()) != std::string_view::npos)
        word.remove_prefix(1);
    constexpr std::string_view kClosing = ")]>\"'.,;!?…";
    while (!word.empty() && kClosing.find(word.back()) != std::string_view::npos)
        word.remove_suffix(1);
    if (const auto scheme = word.find("://"); scheme != std::string_view::npos) {
        const std::string host = host_of("https" + std::string(word.substr(scheme)));
        return host.empty() ? "?" : host;
    }
    if (word.starts_with("www.") || (alone && is_bare_host(word)))
        return host_of("https://" + std::string(word));
    return {};
}

}  // namespace

bool text_misleads(std::string_view text, std::string_view host) {
    const std::string seen = as_seen(text);
    std::string_view rest = seen;
    const std::string shown = "[" + std::string(host) + "]";
    if (rest.ends_with(shown)) return false;  // the real host stands there already
    const auto first = rest.find_first_not_of(' ');
    if (first == std::string_view::npos) return false;
    rest.remove_prefix(first);
    rest = rest.substr(0, rest.find_last_not_of(' ') + 1);
    const bool alone = rest.find(' ') == std::string_view::npos;
    while (!rest.empty()) {
        const auto space = rest.find(' ');
        const std::string named = host_named_by(rest.substr(0, space), alone);
        if (!named.empty() && without_www(named) != without_www(host)) return true;
        if (space == std::string_view::npos) break;
        rest.remove_prefix(std::min(rest.size(), space + 1));
    }
    return false;
}

}  // namespace essaim::web
