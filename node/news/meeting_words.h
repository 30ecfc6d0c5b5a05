// A meeting in plain words, for pages: "Rencontre le samedi 5 décembre 2026 à
// 18 h 30, lieu : salle des fêtes, Bègles". Times are those of Paris, and a
// meeting whose own zone has other clocks says so.
#pragma once

#include <string>

#include "node/news/post_details.h"
#include "node/web/translations.h"

namespace essaim::news {

std::string in_words(const web::Translations& words, web::Language language,
                     const Meeting& meeting);

}  // namespace essaim::news
