// Bars drawn here, as SVG, with what they show in words and in a table behind
// (ux.md §4.5). Pure but for the words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "node/feature.h"

namespace essaim::directory {

struct Bar {
    std::string label;
    double value = 0;
    std::string shown = {};  // the value in words; "": as a whole number
    std::string note = {};   // of the third column
};

// `title` is what a screen reader says first; the values follow it. `unit` heads
// the table's second column, `of` its first, `notes` its third if there is one.
web::SafeHtml bars_part(Services& services, web::Language language, const std::string& title,
                        const std::string& of, const std::string& unit,
                        const std::vector<Bar>& bars, const std::string& notes = "");

}  // namespace essaim::directory
