// What all our objects have in common, whatever their type (federation.md §3):
// to, cc, tag and attachment are always arrays, texts stand alone and in a map
// of their one language, mentions are addressed, `sensitive` is always said.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/news/post.h"

namespace essaim::news {

inline constexpr std::size_t kNameLetters = 150;  // federation.md §3
inline constexpr std::size_t kSummaryLetters = 500;

// An object of type post.form without @context, name and summary; `content` is
// its HTML. `followers` is the collection's IRI.
nlohmann::json object_base(const Post& post, const std::string& followers,
                           const std::string& content);
// As `name`, `summary` or `content`, and in the map beside it.
void put_text(nlohmann::json& object, const std::string& member, const std::string& text,
              const std::string& language);
// At most so many characters, counted as people count them: by code points.
std::string letters(const std::string& text, std::size_t most);

}  // namespace essaim::news
