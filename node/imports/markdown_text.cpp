// Words of html_markdown.h: escaping and addresses.
#include <algorithm>
#include <cctype>

#include "activitypub/iri.h"
#include "node/base/text.h"
#include "node/imports/html_markdown.h"

namespace essaim::imports {

namespace {

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool means_something(std::string_view text, std::size_t at) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    switch (text[at]) {
        case '\\':
        case '`':
        case '*':
        case '[':
            return true;
        case ']':
            return next == '(' || next == '[' || next == ':';
        case '_':  // inside a word it means nothing
            return !is_alnum(before) || !is_alnum(next);
        case '~':  // "/~camille/" is part of an address
            return before != '/';
        case '<':
            return is_alnum(next) || next == '/' || next == '!' || next == '?';
        case '&':
            return is_alnum(next) || next == '#';
        default:
            return false;
    }
}

}  // namespace

std::string escape_markdown(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (means_something(text, at)) out += '\\';
        out += text[at];
    }
    return out;
}

std::string absolute_url(std::string_view given, std::string_view base) {
    std::string url;
    for (const char c : base::trim(given)) {
        if (static_cast<unsigned char>(c) < 0x20) continue;
        if (c == ' ' || c == '(' || c == ')' || c == '<' || c == '>' || c == '"' || c == '\\')
            url += base::percent_encode(std::string_view(&c, 1));
        else
            url += c;
    }
    if (url.size() > 2000) return {};
    const auto lower = base::ascii_lower(url.substr(0, 8));
    if (lower.starts_with("http://") || lower.starts_with("https://")) return url;
    if (url.starts_with("//")) return base.starts_with("http://") ? "http:" + url : "https:" + url;
    const auto colon = url.find(':');
    if (colon != std::string::npos && colon < url.find('/')) return {};  // javascript:, data: …
    if (url.empty() || url.starts_with('#')) return {};
    const auto origin = activitypub::origin_of(std::string(base));
    if (origin.empty()) return {};
    if (url.starts_with('/')) return origin + url;
    auto folder = std::string(base.substr(0, base.find_first_of("?#")));
    const auto slash = folder.rfind('/');
    folder = slash == std::string::npos || slash < origin.size() ? origin + "/"
                                                                 : folder.substr(0, slash + 1);
    return folder + url;
}

}  // namespace essaim::imports
