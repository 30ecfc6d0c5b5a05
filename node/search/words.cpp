#include "node/search/words.h"

#include <libstemmer.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

namespace essaim::search {

namespace {

constexpr std::size_t kLongestWord = 64;  // bytes; longer ones are no words

constexpr auto kElided = std::to_array<std::string_view>(
    {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"});

constexpr auto kSmall = std::to_array<std::string_view>(
    {"a",   "au",    "aux",  "avec", "ce",    "ces",  "dans", "de",   "des", "du",  "elle", "en",
     "et",  "eux",   "il",   "je",   "la",    "le",   "les",  "leur", "lui", "ma",  "mais", "me",
     "mes", "mon",   "ne",   "nos",  "notre", "nous", "on",   "ou",   "par", "pas", "pour", "qui",
     "sa",  "se",    "ses",  "son",  "sur",   "ta",   "te",   "tes",  "ton", "tu",  "un",   "une",
     "vos", "votre", "vous", "of",   "the",   "and",  "to",   "is",   "are", "in",  "for",  "our"});

bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC; }

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

struct StemmerDeleter {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A stemmer is no two threads' at once.
std::string stem(const std::string& word, bool english) {
    thread_local const std::unique_ptr<sb_stemmer, StemmerDeleter> french_stemmer(
        sb_stemmer_new("french", "UTF_8"));
    thread_local const std::unique_ptr<sb_stemmer, StemmerDeleter> english_stemmer(
        sb_stemmer_new("english", "UTF_8"));
    auto* stemmer = english ? english_stemmer.get() : french_stemmer.get();
    if (stemmer == nullptr) return word;
    const auto* bytes = static_cast<const sb_symbol*>(static_cast<const void*>(word.data()));
    const auto* result = sb_stemmer_stem(stemmer, bytes, static_cast<int>(word.size()));
    if (result == nullptr) return word;
    return {static_cast<const char*>(static_cast<const void*>(result)),
            static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

void add(std::vector<std::string>& forms, std::string form) {
    if (!form.empty() && std::ranges::find(forms, form) == forms.end())
        forms.push_back(std::move(form));
}

void add_forms(std::vector<std::string>& forms, const std::string& word, bool english) {
    // First without accents: who types none finds what has them.
    add(forms, stem(without_accents(word), english));
    add(forms, without_accents(stem(word, english)));
}

}  // namespace

std::string without_accents(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* decompose = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) return std::string(text);
    const auto parts = decompose->normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))),
        status);
    icu::UnicodeString out;
    for (std::int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const auto c = parts.char32At(at);
        if (u_getCombiningClass(c) != 0) continue;
        if (c == 0x0153 || c == 0x0152) {  // œ
            out.append("oe", 0, 2);
        } else if (c == 0x00E6 || c == 0x00C6) {  // æ
            out.append("ae", 0, 2);
        } else {
            out.append(c);
        }
    }
    return utf8(out);
}

std::vector<std::string> words_of(std::string_view text, std::size_t most) {
    auto all =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
    all.foldCase();
    std::vector<std::string> words;
    icu::UnicodeString word;
    const auto finish = [&] {
        if (word.isEmpty()) return;
        auto made = utf8(word);
        word.remove();
        if (made.size() <= kLongestWord) words.push_back(std::move(made));
    };
    for (std::int32_t at = 0; at < all.length() && words.size() < most;
         at = all.moveIndex32(at, 1)) {
        const auto c = all.char32At(at);
        const bool letter = u_isalnum(c) != 0 || u_getCombiningClass(c) != 0;
        if (letter) {
            word.append(c);
        } else if (is_apostrophe(c) && !word.isEmpty()) {
            // An elided article goes; within a word (aujourd’hui) the sign goes.
            if (std::ranges::find(kElided, utf8(word)) != kElided.end()) word.remove();
        } else {
            finish();
        }
    }
    finish();
    if (words.size() > most) words.resize(most);
    return words;
}

std::vector<std::string> forms_of(const std::string& word, std::string_view language) {
    std::vector<std::string> forms;
    add_forms(forms, word, language.starts_with("en"));
    return forms;
}

std::vector<std::string> forms_in_any_language(const std::string& word) {
    std::vector<std::string> forms;
    add_forms(forms, word, false);
    add_forms(forms, word, true);
    return forms;
}

bool is_small_word(const std::string& folded) {
    return std::ranges::find(kSmall, folded) != kSmall.end();
}

}  // namespace essaim::search
