// Words as they are compared when searching: small letters without accents, œ
// as oe, elided articles gone (l’eau is eau, aujourd’hui one word), and cut to
// their stems by Snowball, so that "associations" finds "association". Words
// typed without accents find those with them. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace essaim::search {

// In order; letters and digits of any script; at most `most`.
std::vector<std::string> words_of(std::string_view text, std::size_t most = 20'000);

// The forms under which a word is kept or looked for, one at least, none twice.
// `language`: "fr", "en"; any other counts as French.
std::vector<std::string> forms_of(const std::string& word, std::string_view language);
// Of a question, whose language is not known.
std::vector<std::string> forms_in_any_language(const std::string& word);

bool is_small_word(const std::string& folded);       // le, de, et … say nothing in a question
std::string without_accents(std::string_view text);  // and œ, æ as two letters

}  // namespace essaim::search
