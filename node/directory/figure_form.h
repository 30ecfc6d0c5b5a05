// The form in which figures are given, five or all, of one day: what was typed,
// what is wrong with it, and what would be a leap worth a second look.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/directory/observing.h"
#include "node/feature.h"
#include "node/web/bits.h"

namespace essaim::directory {

struct SentFigures {
    std::vector<FigureDraft> drafts = {};
    std::map<std::string, std::string> typed = {};  // by the name of the input
    std::vector<web::FieldError> errors = {};       // in the language of the page
    std::vector<std::string> leaps = {};            // ten times more or less than last time
};

// "18 400,50": spaces of any kind, a comma or a point; nothing negative.
std::optional<double> typed_number(const std::string& text);

// `before`: what we gave already (our_figures). A leap passes once "sur" is ticked.
SentFigures sent_figures(Services& services, const web::Request& request, KindGroup group,
                         const std::vector<Observation>& before, web::Language language);

struct FigureForm {
    KindGroup group = KindGroup::Currency;
    bool own = false;
    std::string action = {};
    std::string back = {};
    std::string name = {};  // of the card
    std::string problem = {};
};
// The values of directory/figure_form.html.
web::Page figure_form(Services& services, web::Language language, const std::string& csrf,
                      const FigureForm& form, const std::vector<Observation>& before,
                      const SentFigures* sent);

}  // namespace essaim::directory
