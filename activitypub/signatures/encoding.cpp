#include "activitypub/signatures/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace activitypub {

namespace {

constexpr std::string_view k64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view k58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::uint8_t kNo64 = 64;  // not one of them

// A signature is decoded for every request: a table, not a search.
constexpr auto kValues64 = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNo64);
    for (std::size_t i = 0; i < k64.size(); ++i) {
        values[static_cast<unsigned char>(k64[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}();
constexpr std::size_t kMaxBase58 = 128;  // conversion is quadratic

// Digits of a number in `from`, most significant first, to digits in `to`.
std::vector<unsigned> convert(const std::vector<unsigned>& digits, unsigned from, unsigned to) {
    std::vector<unsigned> out;  // least significant first
    for (unsigned carry : digits) {
        for (auto& digit : out) {
            carry += digit * from;
            digit = carry % to;
            carry /= to;
        }
        for (; carry > 0; carry /= to) out.push_back(carry % to);
    }
    std::ranges::reverse(out);
    return out;
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group =
                group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += i + k > bytes.size() ? '=' : k64[(group >> (18 - 6 * k)) & 63U];
        }
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::uint32_t group = 0;
        std::size_t padding = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const char c = text[i + k];
            const auto value = kValues64[static_cast<unsigned char>(c)];
            if (c == '=' && i + 4 == text.size() && k >= 2) {
                ++padding;
                group <<= 6;
            } else if (value != kNo64 && padding == 0) {
                group = group << 6 | value;
            } else {
                return std::nullopt;
            }
        }
        if (padding > 0 && (group & ((1U << (8 * padding)) - 1)) != 0)
            return std::nullopt;  // two spellings of one value
        for (std::size_t k = 0; k < 3 - padding; ++k)
            out += static_cast<char>(group >> (16 - 8 * k) & 255U);
    }
    return out;
}

std::string base58(std::string_view bytes) {
    std::vector<unsigned> digits;
    for (const char c : bytes) digits.push_back(static_cast<unsigned char>(c));
    std::string out;
    for (std::size_t i = 0; i < bytes.size() && bytes[i] == '\0'; ++i) out += k58[0];
    for (const auto digit : convert(digits, 256, 58)) out += k58[digit];
    return out;
}

std::optional<std::string> from_base58(std::string_view text) {
    if (text.size() > kMaxBase58) return std::nullopt;
    std::vector<unsigned> digits;
    for (const char c : text) {
        const auto value = k58.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        digits.push_back(static_cast<unsigned>(value));
    }
    std::string out;
    for (std::size_t i = 0; i < text.size() && text[i] == k58[0]; ++i) out += '\0';
    for (const auto digit : convert(digits, 58, 256)) out += static_cast<char>(digit);
    return out;
}

}  // namespace activitypub
