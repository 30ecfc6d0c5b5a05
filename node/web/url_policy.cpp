#include "node/web/url_policy.h"

#include <algorithm>

#include "node/web/html_text.h"

namespace essaim::web {

namespace {

constexpr std::size_t kMaxUrl = 2048;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_fold(std::string_view text, std::string_view lower_prefix) {
    if (text.size() < lower_prefix.size()) return false;
    return std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                      [](char a, char b) { return a == lower(b); });
}

// "HTTPS:" is "https:" to every browser (RFC 3986 §3.1), and to everybody who
// compares what we print.
std::string with_lower_scheme(std::string url) {
    const auto end = url.begin() + static_cast<std::ptrdiff_t>(url.find(':'));
    std::transform(url.begin(), end, url.begin(), lower);
    return url;
}

// As browsers do: tabs and newlines vanish, outer blanks and controls too.
std::string as_browsers_read(std::string_view url) {
    std::string out;
    for (const char c : clean_utf8(url))
        if (c != '\t' && c != '\n' && c != '\r') out += c;
    const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!out.empty() && blank(out.back())) out.pop_back();
    out.erase(out.begin(), std::find_if_not(out.begin(), out.end(), blank));
    return out;
}

bool acceptable_characters(std::string_view url) {
    return !url.empty() && url.size() <= kMaxUrl &&
           std::none_of(url.begin(), url.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == '\\' ||
                      c == '{' || c == '}';
           });
}

std::string_view authority_of(std::string_view url) {
    const auto start = url.find("://");
    if (start == std::string_view::npos) return {};
    url.remove_prefix(start + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

bool acceptable_authority(std::string_view authority) {
    return !authority.empty() && authority.front() != ':' && authority.front() != '.' &&
           authority.find_first_of("@%'(),;|^*!$&+=~") == std::string_view::npos;
}

}  // namespace

std::string host_of(std::string_view url) {
    if (!starts_with_fold(url, "http://") && !starts_with_fold(url, "https://")) return {};
    std::string_view authority = authority_of(url);
    if (const auto user = authority.rfind('@'); user != std::string_view::npos)
        authority.remove_prefix(user + 1);
    if (authority.starts_with('['))
        authority = authority.substr(0, authority.find(']') + 1);
    else
        authority = authority.substr(0, authority.find(':'));
    std::string host(authority);
    std::transform(host.begin(), host.end(), host.begin(), lower);
    if (host.ends_with('.')) host.pop_back();
    return host;
}

std::optional<std::string> link_url(std::string_view url) {
    std::string read = as_browsers_read(url);
    if (!acceptable_characters(read)) return std::nullopt;
    if (starts_with_fold(read, "http://") || starts_with_fold(read, "https://")) {
        if (!acceptable_authority(authority_of(read))) return std::nullopt;
        return with_lower_scheme(std::move(read));
    }
    // An address alone: "?cc=" and "?body=" would write the mail for the reader.
    if (starts_with_fold(read, "mailto:") && read.find_first_of("?%") == std::string::npos &&
        read.find('@') != std::string::npos)
        return with_lower_scheme(std::move(read));
    return std::nullopt;
}

std::optional<std::string> link_url_or_path(std::string_view url, std::string_view base) {
    std::string read = as_browsers_read(url);
    if (auto absolute = link_url(read)) return absolute;
    if (!acceptable_characters(read)) return std::nullopt;
    if (read.starts_with("//")) return std::nullopt;  // another host in disguise
    const auto colon = read.find(':');
    if (colon != std::string::npos && colon < read.find_first_of("/?#")) return std::nullopt;
    if (base.empty() || read.starts_with('#')) return read;
    if (!read.starts_with('/')) read.insert(read.begin(), '/');
    return std::string(base) + read;
}

}  // namespace essaim::web
