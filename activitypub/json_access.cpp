#include "activitypub/json_access.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"

namespace activitypub {

using nlohmann::json;

const json* member(const json& j, std::string_view name) {
    if (!j.is_object()) return nullptr;
    const auto found = j.find(name);
    return found == j.end() || found->is_null() ? nullptr : &*found;
}

const json* object(const json& j, std::string_view name) {
    const json* value = member(j, name);
    return value && value->is_object() ? value : nullptr;
}

std::vector<const json*> values(const json& j, std::string_view name) {
    std::vector<const json*> out;
    const json* value = member(j, name);
    if (!value) return out;
    if (!value->is_array()) return {value};
    out.reserve(value->size());
    for (const json& element : *value) out.push_back(&element);
    return out;
}

std::string text(const json& j, std::string_view name) {
    const json* value = member(j, name);
    return value && value->is_string() ? value->get_ref<const json::string_t&>() : std::string();
}

std::string text_or_id(const json& value) {
    if (value.is_string()) return value.get_ref<const json::string_t&>();
    return text(value, "id");
}

std::string text_or_id(const json& j, std::string_view name) {
    const json* value = member(j, name);
    if (!value) return {};
    if (value->is_array()) return value->empty() ? std::string() : text_or_id(value->front());
    return text_or_id(*value);
}

std::vector<std::string> list(const json& j, std::string_view name) {
    std::vector<std::string> out;
    for (const json* value : values(j, name))
        if (std::string item = text_or_id(*value); !item.empty()) out.push_back(std::move(item));
    return out;
}

std::optional<std::int64_t> number(const json& j, std::string_view name) {
    const json* value = member(j, name);
    if (!value) return std::nullopt;
    if (value->is_number_unsigned()) {
        const auto big = value->get<std::uint64_t>();
        if (big > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
        return static_cast<std::int64_t>(big);
    }
    if (value->is_number_integer()) return value->get<std::int64_t>();
    if (value->is_number_float()) {
        const double real = value->get<double>();
        // 2^53: above it a double is no exact count any more.
        if (std::trunc(real) == real && std::abs(real) <= 9007199254740992.0)
            return static_cast<std::int64_t>(real);
    }
    return std::nullopt;
}

bool boolean(const json& j, std::string_view name, bool otherwise) {
    const json* value = member(j, name);
    return value && value->is_boolean() ? value->get<bool>() : otherwise;
}

std::optional<Time> date(const json& j, std::string_view name) {
    const auto parsed = parse_date_time(text(j, name));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

namespace {

std::string address_in(const json& value) {
    std::string out;
    if (value.is_string()) {
        out = value.get_ref<const json::string_t&>();
    } else if (out = text(value, "href"); out.empty()) {
        out = text(value, "url");  // Image, Document
        // A url that is a Link again; one level, never recursion.
        if (const json* inner = out.empty() ? object(value, "url") : nullptr)
            out = text(*inner, "href");
    }
    return is_iri(out) ? out : std::string();  // never javascript: in a page
}

}  // namespace

std::string link(const json& j, std::string_view name) {
    std::string first;
    for (const json* value : values(j, name)) {
        std::string address = address_in(*value);
        if (address.empty()) continue;
        if (text(*value, "mediaType") == "text/html") return address;
        if (first.empty()) first = std::move(address);
    }
    return first;
}

std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
    text.resize(bytes);
    return text;
}

}  // namespace activitypub
