#include "node/news/hashtags.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "node/base/text.h"
#include "node/web/html_text.h"

namespace essaim::news {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};
// What beyond ASCII is no part of a word: punctuation, symbols, spaces, marks
// that are not seen or turn the reading direction, private use.
constexpr auto kNoWord = std::to_array<Range>({
    {0x0080, 0x00A9},   {0x00AB, 0x00B4},   {0x00B6, 0x00B9},    {0x00BB, 0x00BF}, {0x00D7, 0x00D7},
    {0x00F7, 0x00F7},   {0x02C2, 0x02DF},   {0x034F, 0x034F},    {0x061C, 0x061C}, {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180E},   {0x2000, 0x206F},    {0x20A0, 0x20CF}, {0x2100, 0x2BFF},
    {0x2E00, 0x2E7F},   {0x3000, 0x3004},   {0x3008, 0x3020},    {0x3030, 0x3030}, {0x3164, 0x3164},
    {0xD800, 0xF8FF},   {0xFE00, 0xFE1F},   {0xFE30, 0xFE6F},    {0xFEFF, 0xFEFF}, {0xFF00, 0xFF0F},
    {0xFF1A, 0xFF20},   {0xFF3B, 0xFF40},   {0xFF5B, 0xFF65},    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFF},
    {0x1D173, 0x1D17A}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF},
});

constexpr char32_t kMiddleDot = 0x00B7;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

// Latin letters with accents, by their plain one, as Mastodon folds them.
constexpr auto kPlain = std::to_array<std::pair<char, std::u32string_view>>({
    {'a', U"àáâãäåāăąÀÁÂÃÄÅĀĂĄ"},
    {'c', U"çćĉċčÇĆĈĊČ"},
    {'d', U"ðďđÐĎĐ"},
    {'e', U"èéêëēĕėęěÈÉÊËĒĔĖĘĚ"},
    {'g', U"ĝğġģĜĞĠĢ"},
    {'h', U"ĥħĤĦ"},
    {'i', U"ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ"},
    {'j', U"ĵĴ"},
    {'k', U"ķĸĶ"},
    {'l', U"ĺļľŀłĹĻĽĿŁ"},
    {'n', U"ñńņňŉŋÑŃŅŇŊ"},
    {'o', U"òóôõöøōŏőÒÓÔÕÖØŌŎŐ"},
    {'r', U"ŕŗřŔŖŘ"},
    {'s', U"śŝşšſŚŜŞŠ"},
    {'t', U"ţťŧŢŤŦ"},
    {'u', U"ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ"},
    {'w', U"ŵŴ"},
    {'y', U"ýÿŷÝŶŸ"},
    {'z', U"źżžŹŻŽ"},
});

// What other capitals there are that people here may write: Œ, Æ, Greek, Cyrillic.
char32_t lower(char32_t c) {
    if (c == 0x0152) return 0x0153;
    if (c == 0x00C6) return 0x00E6;
    if (c >= 0x0391 && c <= 0x03A9) return c + 32;
    if (c >= 0x0410 && c <= 0x042F) return c + 32;
    if (c >= 0x0400 && c <= 0x040F) return c + 80;
    return c;
}

}  // namespace

bool is_word_character(char32_t c) {
    if (c < 0x80) {
        return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return std::ranges::none_of(
        kNoWord, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

std::size_t tag_length(std::string_view text) {
    std::size_t end = 0;  // behind the last character of the word
    bool letters = false;
    for (std::size_t at = 0; at < text.size() && at <= kLongestTag;) {
        const bool first = at == 0;
        const auto c = web::next_code_point(text, at);
        if (c == kMiddleDot && !first) continue;  // counts if a letter follows: "adhérent·es"
        if (!is_word_character(c)) break;
        letters = letters || (!is_digit(c) && c != '_');
        end = at;
    }
    return letters && end <= kLongestTag ? end : 0;
}

bool is_tag(std::string_view name) {
    return !name.empty() && base::is_valid_utf8(name) && tag_length(name) == name.size();
}

std::string folded_tag(std::string_view name) {
    std::string folded;
    const auto clean = web::clean_utf8(name);
    for (std::size_t at = 0; at < clean.size();) {
        const auto c = web::next_code_point(clean, at);
        if (c >= 0x0300 && c <= 0x036F) continue;  // an accent by itself
        const auto* plain = std::ranges::find_if(kPlain, [c](const auto& one) {
            return one.second.find(c) != std::u32string_view::npos;
        });
        web::append_utf8(folded,
                         plain != kPlain.end() ? static_cast<char32_t>(plain->first) : lower(c));
    }
    return base::ascii_lower(folded);
}

std::string tag_path(std::string_view name) {
    return "/mots/" + base::percent_encode(folded_tag(name));
}

}  // namespace essaim::news
