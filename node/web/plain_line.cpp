#include "node/web/plain_line.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "node/base/text.h"
#include "node/web/html_text.h"

namespace essaim::web {

namespace {

constexpr std::array<std::pair<char32_t, char32_t>, 13> kUnseen = {{
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // combining grapheme joiner
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer vowels that are not there
    {0x180E, 0x180E},    // Mongolian vowel separator
    {0x200B, 0x200B},    // zero-width space
    {0x200E, 0x200F},    // left-to-right and right-to-left marks
    {0x202A, 0x202E},    // embeddings and overrides
    {0x2060, 0x206F},    // word joiner, isolates, deprecated controls
    {0x3164, 0x3164},    // Hangul filler
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xE0000, 0xE007F},  // tags
}};

bool is_unseen(char32_t c) {
    return std::ranges::any_of(
        kUnseen, [c](const auto& range) { return c >= range.first && c <= range.second; });
}

bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }
bool is_line_end(char32_t c) {
    return c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029;
}

}  // namespace

std::string plain_line(std::string_view text) {
    const auto clean = clean_utf8(text);
    std::string line;
    char32_t before = 0;
    for (std::size_t at = 0; at < clean.size();) {
        const auto c = next_code_point(clean, at);
        // Emoji, Persian and Indic letters need joiners; Latin, Greek and
        // Cyrillic ones only look the same with them.
        if (is_unseen(c) || (is_joiner(c) && before < 0x0600)) continue;
        append_utf8(line, is_line_end(c) ? U' ' : c);
        before = c;
    }
    return std::string(base::trim(line));
}

}  // namespace essaim::web
