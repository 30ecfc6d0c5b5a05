// How a document is told in a page: labels of codes, sizes, dates as precise as
// they are known. Strings in the reader's language.
#pragma once

#include <string>
#include <vector>

#include "node/documents/document.h"
#include "node/feature.h"

namespace essaim::documents {

// "modèle"; the code itself when the list lacks it.
std::string label_of(Services& services, web::Language language, const std::vector<Code>& codes,
                     const std::string& code);
// "18 mai 2024", "mai 2024", "2024".
std::string date_in_words(web::Language language, const std::string& dated);
// "PDF, 1,2 Mo"; "texte"; "vidéo en ligne".
std::string file_in_words(Services& services, web::Language language, const File& file);
// "PDF": for a list, three to five letters.
std::string file_badge(const File& file);
// A section for each code, the chosen one marked.
void show_choices(Services& services, web::Page& page, const char* section, web::Language language,
                  const std::vector<Code>& codes, const std::string& chosen);
std::string joined(const std::vector<std::string>& names);

}  // namespace essaim::documents
