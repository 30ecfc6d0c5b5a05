// From a page file as people write it to what ctemplate compiles: strings
// translated, addresses of static files filled in, every {{tag}} checked
// against the few forms we allow. Throws std::logic_error naming the file.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "node/web/translations.h"

namespace essaim::web {

struct TemplateSource {
    std::string text;
    std::set<std::string, std::less<>>
        names;  // variables ("x"), markup ("x:html"), sections ("#x")
};

TemplateSource prepare_template(const std::string& file, std::string_view html, Language language,
                                const Translations& translations);

}  // namespace essaim::web
