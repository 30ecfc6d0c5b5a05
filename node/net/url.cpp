#include "node/net/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

namespace essaim::net {
namespace {

constexpr std::size_t kMaxLength = 4096;

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeUrl>;

bool is_plain(std::string_view text) {
    return text.size() <= kMaxLength &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
}

std::string part(const Handle& url, CURLUPart which, unsigned flags = 0) {
    char* value = nullptr;
    if (curl_url_get(url.get(), which, &value, flags) != CURLUE_OK) return {};
    std::string copy = value;
    curl_free(value);
    return copy;
}

Result<Handle> read(const std::string& text) {
    if (!is_plain(text)) return refuse(Fault::Malformed, "address too long or not plain ASCII");
    Handle url(curl_url());
    if (!url ||
        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return refuse(Fault::Malformed, "unreadable address " + text);
    curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    return url;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

}  // namespace

Result<Url> parse_url(const std::string& text) {
    const Handle handle = TRY(read(text));
    Url url;
    url.scheme = lower(part(handle, CURLUPART_SCHEME));
    url.host = lower(part(handle, CURLUPART_HOST));
    if (url.host.starts_with('[') && url.host.ends_with(']'))
        url.host = url.host.substr(1, url.host.size() - 2);
    if (url.host.ends_with('.')) url.host.pop_back();
    const auto port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    const auto read_to = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (!port.empty() && read_to.ec != std::errc{})
        return refuse(Fault::Malformed, "unreadable port in " + text);
    url.has_user =
        !part(handle, CURLUPART_USER).empty() || !part(handle, CURLUPART_PASSWORD).empty();
    url.text = text.substr(0, text.find('#'));
    return url;
}

Result<std::string> resolve_url(const std::string& base, const std::string& location) {
    const Handle url = TRY(read(base));
    if (!is_plain(location) || curl_url_set(url.get(), CURLUPART_URL, location.c_str(),
                                            CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return refuse(Fault::Malformed, "unreadable redirect from " + base);
    curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    return part(url, CURLUPART_URL);
}

}  // namespace essaim::net
