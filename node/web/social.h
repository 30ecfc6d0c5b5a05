// What people of the association may do with somebody's text, as buttons that
// work without JavaScript, and how many did so elsewhere, in words.
#pragma once

#include <cstdint>
#include <string>

#include "node/web/html_text.h"
#include "node/web/typography.h"

namespace essaim::web {

class Templates;

// "3 personnes aiment, 2 partages"; "" when nobody does.
std::string reactions_in_words(const Templates& templates, Language language, std::int64_t likes,
                               std::int64_t boosts);

struct SocialBar {
    std::string object;  // IRI of the text
    std::string back;    // path to come back to
    std::string csrf;
    bool liked = false;  // by us
    bool boosted = false;
};
SafeHtml social_bar(const Templates& templates, Language language, const SocialBar& bar);

}  // namespace essaim::web
