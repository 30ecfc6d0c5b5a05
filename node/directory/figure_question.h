// Which figures a page, a file or the API is about: the fields of one GET form,
// the same for all of them. What is no choice counts as not chosen. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/directory/totals.h"
#include "node/web/request.h"

namespace essaim::directory {

struct FigureQuestion {
    Question asked;              // chiffre, nature, date, mois, region, departement, pays
    std::optional<Day> since{};  // depuis: to compare with; else a year before

    Day before() const;
    // "/reseau/chiffres?…", with another variable if one is given, and more fields.
    std::string url(const std::string& path = "/reseau/chiffres", const std::string& variable = "",
                    const std::vector<std::string>& more = {}) const;
};
FigureQuestion figure_question_in(const web::Request& request, Day today);

// The sums that are shown first, of money or of time.
std::vector<std::string> headline_variables(KindGroup group);

}  // namespace essaim::directory
