// The association's own banknote on its front page, and as a preview where it
// is filled in: guilloché, name, what one unit is worth, dated figures. Only
// what is known shows. Any thread.
#pragma once

#include <string>
#include <vector>

#include "node/web/html_text.h"
#include "node/web/typography.h"

namespace essaim::web {

class Templates;

struct Billet {
    std::string key{};  // of the rosette
    int hue = 0;
    std::string lang{};  // of the texts
    std::string title{};
    std::string tagline{};
    std::string unit{};   // "noisette"; empty: no parity is shown
    std::string worth{};  // "1 €"
    struct Figure {
        std::string value{};
        std::string label{};
    };
    std::vector<Figure> figures{};
    std::string source{};  // who counted, and when
    bool sample = false;   // what is empty is there, hidden, for fiche.js to fill
};

SafeHtml billet(const Templates& templates, Language language, const Billet& billet);

}  // namespace essaim::web
