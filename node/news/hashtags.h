// Hashtags: which words are one, and when two are the same. The rules are
// Mastodon's, whose readers meet them: letters, digits, '_' and, inside, '·';
// not digits alone; capitals and accents of Latin letters make no difference,
// nor, unlike there, ligatures: "cœur" is "coeur". Characters are ICU's matter.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace essaim::news {

inline constexpr std::size_t kMostTags = 30;     // of one post
inline constexpr std::size_t kLongestTag = 120;  // bytes

// Part of a word in any script (UTS #18, Annex C: \w, without joiners).
bool is_word_character(char32_t c);

// The length in bytes of the hashtag's name that `text` begins with; 0 if none.
std::size_t tag_length(std::string_view text);
// Is the whole of it a hashtag's name, without '#'?
bool is_tag(std::string_view name);

// To compare by and to address: "Été" and "ETE" give "ete".
std::string folded_tag(std::string_view name);
// The path of the page that lists it: "/mots/ete".
std::string tag_path(std::string_view name);

}  // namespace essaim::news
