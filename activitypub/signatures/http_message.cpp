#include "activitypub/signatures/http_message.h"

#include <algorithm>

namespace activitypub {

std::size_t HttpMessage::count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count(
        headers, name, [](const auto& h) -> std::string_view { return h.first; }));
}

std::optional<std::string_view> HttpMessage::header(std::string_view name) const {
    std::optional<std::string_view> value;
    for (const auto& [key, text] : headers) {
        if (key != name) continue;
        if (value) return std::nullopt;
        value = text;
    }
    return value;
}

std::string HttpMessage::joined(std::string_view name) const {
    std::string values;
    bool first = true;
    for (const auto& [key, text] : headers) {
        if (key != name) continue;
        if (!first) values += ", ";
        values += text;
        first = false;
    }
    return values;
}

std::string_view HttpMessage::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpMessage::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark);
}

bool HttpMessage::carries_body() const {
    return !body.empty() || (method != "GET" && method != "HEAD");
}

}  // namespace activitypub
