#include "node/news/hashtags.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <stdexcept>

#include "node/base/text.h"
#include "node/web/html_text.h"

namespace essaim::news {

namespace {

constexpr char32_t kMiddleDot = 0x00B7;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

// One way to write a character, Latin letters by their plain ones, no capitals.
const icu::Transliterator& folding() {
    static const auto rules = [] {
        UErrorCode error = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made(
            icu::Transliterator::createInstance("NFKC; Latin-ASCII; Lower", UTRANS_FORWARD, error));
        if (U_FAILURE(error) || !made) throw std::runtime_error("ICU has no Latin-ASCII rules");
        return made;
    }();
    return *rules;
}

}  // namespace

bool is_word_character(char32_t c) {
    const auto point = static_cast<UChar32>(c);
    if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return false;  // not seen
    return u_hasBinaryProperty(point, UCHAR_POSIX_ALNUM) ||
           (U_GET_GC_MASK(point) & (U_GC_M_MASK | U_GC_PC_MASK)) != 0;
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
    auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    folding().transliterate(text);
    std::string folded;
    return text.toUTF8String(folded);
}

std::string tag_path(std::string_view name) {
    return "/mots/" + base::percent_encode(folded_tag(name));
}

}  // namespace essaim::news
