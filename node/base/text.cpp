#include "node/base/text.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <utility>

namespace essaim::base {

namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";
constexpr std::size_t kSlugBytes = 60;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The ASCII letters that stand for a Latin letter with an accent; "" if none.
std::string_view ascii_for(std::string_view letter) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 61> kLetters = {{
        {"à", "a"},  {"À", "a"},  {"â", "a"},  {"Â", "a"},  {"ä", "a"},  {"Ä", "a"}, {"á", "a"},
        {"Á", "a"},  {"ã", "a"},  {"Ã", "a"},  {"å", "a"},  {"Å", "a"},  {"ç", "c"}, {"Ç", "c"},
        {"é", "e"},  {"É", "e"},  {"è", "e"},  {"È", "e"},  {"ê", "e"},  {"Ê", "e"}, {"ë", "e"},
        {"Ë", "e"},  {"î", "i"},  {"Î", "i"},  {"ï", "i"},  {"Ï", "i"},  {"í", "i"}, {"Í", "i"},
        {"ì", "i"},  {"Ì", "i"},  {"ñ", "n"},  {"Ñ", "n"},  {"ô", "o"},  {"Ô", "o"}, {"ö", "o"},
        {"Ö", "o"},  {"ó", "o"},  {"Ó", "o"},  {"ò", "o"},  {"Ò", "o"},  {"õ", "o"}, {"Õ", "o"},
        {"ø", "o"},  {"Ø", "o"},  {"ù", "u"},  {"Ù", "u"},  {"û", "u"},  {"Û", "u"}, {"ü", "u"},
        {"Ü", "u"},  {"ú", "u"},  {"Ú", "u"},  {"ÿ", "y"},  {"Ÿ", "y"},  {"ý", "y"}, {"Ý", "y"},
        {"œ", "oe"}, {"Œ", "oe"}, {"æ", "ae"}, {"Æ", "ae"}, {"ß", "ss"},
    }};
    for (const auto& [from, to] : kLetters) {
        if (from == letter) return to;
    }
    return {};
}

// U+0300…U+036F: the accent of the letter before it, as some systems write "é".
bool is_combining_accent(std::string_view letter) {
    return letter.size() == 2 &&
           (letter[0] == '\xCC' || (letter[0] == '\xCD' && letter[1] <= '\xAF'));
}

std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

}  // namespace

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

bool is_valid_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const auto length = sequence_length(lead);
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        }
        if (length > 2) {  // overlong forms, surrogates, beyond U+10FFFF
            const auto second = static_cast<unsigned char>(text[i + 1]);
            if (lead == 0xE0 && second < 0xA0) return false;
            if (lead == 0xED && second > 0x9F) return false;
            if (lead == 0xF0 && second < 0x90) return false;
            if (lead == 0xF4 && second > 0x8F) return false;
        }
        i += length;
    }
    return true;
}

std::string strip_control(std::string_view text) {
    std::string kept;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') kept += c;
    }
    return kept;
}

std::string truncate_utf8(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    return std::string(text.substr(0, bytes));
}

std::string percent_encode(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
            hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string form_decode(std::string_view text) {
    std::string spaced(text);
    for (auto& c : spaced) {
        if (c == '+') c = ' ';
    }
    return percent_decode(spaced);
}

std::string slugify(std::string_view title) {
    std::string slug;
    const auto dash = [&] {
        if (!slug.empty() && slug.back() != '-') slug += '-';
    };
    for (std::size_t i = 0; i < title.size() && slug.size() < kSlugBytes;) {
        const auto length = sequence_length(static_cast<unsigned char>(title[i]));
        const auto letter = title.substr(i, length == 0 ? 1 : length);
        i += letter.size();
        if (letter.size() > 1) {
            const auto plain = ascii_for(letter);
            if (plain.empty() && !is_combining_accent(letter)) dash();
            slug += plain;
            continue;
        }
        const auto lower = ascii_lower(letter);
        if ((lower[0] >= 'a' && lower[0] <= 'z') || (lower[0] >= '0' && lower[0] <= '9')) {
            slug += lower;
        } else {
            dash();
        }
    }
    slug.resize(std::min(slug.size(), kSlugBytes));  // "œ" has added two
    while (!slug.empty() && slug.back() == '-') slug.pop_back();
    return slug;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace essaim::base
