#include "node/media_helper/utf8.h"

#include <utility>

namespace essaim::media_helper {

namespace {

bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (first == 0xc2) return static_cast<unsigned char>(character[1]) < 0xa0;  // C1
    return first < 0x20 || first == 0x7f;
}

bool within(std::string_view text, std::size_t at, unsigned low, unsigned high) {
    if (at >= text.size()) return false;
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= low && byte <= high;
}

}  // namespace

std::size_t character_length(std::string_view text) {
    if (text.empty()) return 0;
    const unsigned first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return within(text, 1, 0x80, 0xbf) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const unsigned low = first == 0xe0 ? 0xa0 : 0x80, high = first == 0xed ? 0x9f : 0xbf;
        return within(text, 1, low, high) && within(text, 2, 0x80, 0xbf) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const unsigned low = first == 0xf0 ? 0x90 : 0x80, high = first == 0xf4 ? 0x8f : 0xbf;
        return within(text, 1, low, high) && within(text, 2, 0x80, 0xbf) &&
                       within(text, 3, 0x80, 0xbf)
                   ? 4
                   : 0;
    }
    return 0;
}

bool is_plain_text(std::string_view text) {
    while (!text.empty()) {
        const auto length = character_length(text);
        if (length == 0) return false;
        if (is_control(text.substr(0, length)) &&
            std::string_view("\t\n\r\f").find(text[0]) == std::string_view::npos)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

void BoundedText::put(std::string_view character) {
    if (text_.size() + character.size() > limit_) full_ = true;
    if (!full_) text_ += character;
}

void BoundedText::blank() {
    if (!text_.empty() && !text_.ends_with(' ') && !text_.ends_with('\n')) put(" ");
}

void BoundedText::end_of_line() {
    if (text_.ends_with(' ')) text_.pop_back();
    if (!text_.empty() && !text_.ends_with("\n\n")) put("\n");
}

void BoundedText::add(std::string_view text) {
    while (!text.empty() && !full_) {
        const auto length = character_length(text);
        const auto character = text.substr(0, length == 0 ? 1 : length);
        text.remove_prefix(character.size());
        if (length == 0)
            put("\xef\xbf\xbd");
        else if (character == "\n" || character == "\f")
            end_of_line();
        else if (character == " " || is_control(character))
            blank();
        else
            put(character);
    }
}

std::string BoundedText::take() {
    while (text_.ends_with(' ') || text_.ends_with('\n')) text_.pop_back();
    return std::exchange(text_, {});
}

}  // namespace essaim::media_helper
