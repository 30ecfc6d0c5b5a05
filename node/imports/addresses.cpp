#include "node/imports/addresses.h"

#include <algorithm>

#include "node/base/text.h"
#include "node/web/html_text.h"

namespace essaim::imports {

namespace {

constexpr std::size_t kAddressBytes = 1000;

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Of a name without its ending.
std::string_view without_size(std::string_view name) {
    const auto dash = name.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return name;
    const auto last = name.substr(dash + 1);
    if (last == "scaled" || last == "rotated") return name.substr(0, dash);
    const auto cross = last.find('x');
    const bool size = cross != std::string_view::npos && is_digits(last.substr(0, cross)) &&
                      is_digits(last.substr(cross + 1));
    return size ? name.substr(0, dash) : name;
}

// Without scheme: "ancien.example/a".
std::string_view behind_scheme(std::string_view url) {
    const auto at = url.find("://");
    return at == std::string_view::npos ? url : url.substr(at + 3);
}

}  // namespace

std::string old_address_of(std::string_view url) {
    url = base::trim(url.substr(0, url.find('#')));
    if (url.empty() || url.size() > kAddressBytes) return {};
    if (!url.starts_with('/')) {
        if (url.find("://") == std::string_view::npos) return {};
        url = behind_scheme(url);
        const auto slash = url.find_first_of("/?");
        url = slash == std::string_view::npos ? std::string_view() : url.substr(slash);
    }
    const auto mark = url.find('?');
    auto path = web::clean_utf8(base::percent_decode(url.substr(0, mark)));
    while (path.ends_with('/')) path.pop_back();
    const auto query = mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1);
    if (query.empty()) return path;
    return (path.empty() ? "/" : path) + "?" + web::clean_utf8(base::form_decode(query));
}

std::string file_key(std::string_view url) {
    url = behind_scheme(base::trim(url));
    url = url.substr(0, url.find_first_of("?#"));
    const auto decoded = web::clean_utf8(base::percent_decode(url.substr(0, kAddressBytes)));
    const auto dot = decoded.rfind('.');
    if (dot == std::string::npos || decoded.find('/', dot) != std::string::npos) return decoded;
    return std::string(without_size(std::string_view(decoded).substr(0, dot))) +
           base::ascii_lower(decoded.substr(dot));
}

}  // namespace essaim::imports
