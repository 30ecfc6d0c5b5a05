#include "activitypub/signatures/jcs.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

namespace activitypub {

namespace {

// UTF-16 code units of valid UTF-8, for sorting keys (RFC 8785 §3.2.3).
std::u16string utf16(std::string_view text) {
    std::u16string units;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        i += length;
        if (point >= 0x10000) {
            point -= 0x10000;
            units += static_cast<char16_t>(0xD800 + (point >> 10));
            units += static_cast<char16_t>(0xDC00 + (point & 0x3FF));
        } else {
            units += static_cast<char16_t>(point);
        }
    }
    return units;
}

// As ECMAScript prints a Number: shortest digits, exponent outside 1e-7…1e21.
std::string number_text(double value) {
    if (value == 0) return "0";
    if (!std::isfinite(value)) return "null";  // as JSON.stringify; a parsed document has none
    char buffer[64];
    const auto [end, fault] = std::to_chars(buffer, buffer + sizeof(buffer), std::abs(value),
                                            std::chars_format::scientific);
    static_cast<void>(fault);
    std::string digits;
    int exponent = 0;
    const char* mark = std::find(buffer, end, 'e');
    for (const char* c = buffer; c != mark; ++c) {
        if (*c != '.') digits += *c;
    }
    const char* power = mark + 1;
    if (*power == '+') ++power;
    std::from_chars(power, end, exponent);
    const int point = exponent + 1;  // digits before the decimal point
    const int count = static_cast<int>(digits.size());
    std::string text;
    if (point > 21 || point < -5) {
        text = digits.substr(0, 1);
        if (count > 1) text += "." + digits.substr(1);
        text += exponent < 0 ? "e-" : "e+";
        text += std::to_string(std::abs(exponent));
    } else if (point <= 0) {
        text = "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    } else if (point >= count) {
        text = digits + std::string(static_cast<std::size_t>(point - count), '0');
    } else {
        text = digits.substr(0, static_cast<std::size_t>(point)) + "." +
               digits.substr(static_cast<std::size_t>(point));
    }
    return value < 0 ? "-" + text : text;
}

void append(std::string& out, const nlohmann::json& value) {
    if (value.is_object()) {
        std::vector<std::pair<std::u16string, const std::string*>> keys;
        for (auto it = value.begin(); it != value.end(); ++it)
            keys.emplace_back(utf16(it.key()), &it.key());
        std::ranges::sort(keys, {},
                          [](const auto& key) -> const std::u16string& { return key.first; });
        out += '{';
        bool first = true;
        for (const auto& [sorted, key] : keys) {
            if (!first) out += ',';
            first = false;
            out += nlohmann::json(*key).dump() + ":";
            append(out, value.at(*key));
        }
        out += '}';
    } else if (value.is_array()) {
        out += '[';
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i > 0) out += ',';
            append(out, value[i]);
        }
        out += ']';
    } else if (value.is_number()) {
        out += number_text(value.get<double>());
    } else {
        out += value.dump();
    }
}

}  // namespace

std::string canonical_json(const nlohmann::json& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace activitypub
