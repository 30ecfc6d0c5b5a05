#include "node/web/html_text.h"

#include <array>

namespace essaim::web {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool allowed_in_xml(char32_t c) {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFFFE && c != 0xFFFF;
}

// The code point at `at` and how many bytes it has; 0 bytes: not valid UTF-8.
std::pair<char32_t, std::size_t> decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(i < text.size() ? text[i] : '\0');
    };
    const unsigned char first = byte(at);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return {0, 0};
    char32_t code_point = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return {0, 0};
        code_point = (code_point << 6) | (byte(at + i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
    if (code_point < kSmallest[length] || code_point > 0x10FFFF) return {0, 0};
    if (code_point >= 0xD800 && code_point <= 0xDFFF) return {0, 0};
    return {code_point, length};
}

}  // namespace

SafeHtml SafeHtml::text(std::string_view plain) { return SafeHtml(escape_html(plain)); }

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string clean_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const auto [code_point, length] = decode(bytes, at);
        if (length == 0) {
            append_utf8(out, kReplacement);
            ++at;
            continue;
        }
        if (allowed_in_xml(code_point)) out.append(bytes.substr(at, length));
        at += length;
    }
    return out;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) {
        out += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto [code_point, length] = decode(text, at);
    at += length == 0 ? 1 : length;
    return length == 0 ? kReplacement : code_point;
}

std::string shorten(std::string_view text, std::size_t characters) {
    std::size_t at = 0;
    std::size_t last_space = 0;
    std::size_t previous = 0;
    for (std::size_t count = 0; at < text.size(); ++count) {
        if (count == characters) {
            // `previous` leaves room for the ellipsis.
            std::string out(text.substr(0, last_space > 0 ? last_space : previous));
            while (!out.empty() && (out.back() == ',' || out.back() == ' ')) out.pop_back();
            return out + "…";
        }
        previous = at;
        if (text[at] == ' ' || text[at] == '\n') last_space = at;
        next_code_point(text, at);
    }
    return std::string(text);
}

}  // namespace essaim::web
