// Figures that this association says, of itself or of others: signed, kept, and
// sent to its followers; none is ever changed. A figure for a day that we gave
// one for already corrects it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/directory/card.h"
#include "node/directory/observation.h"
#include "node/feature.h"

namespace essaim::directory {

struct FigureDraft {
    std::string variable;
    double value = 0;
    Day as_of{};
    std::optional<Day> from = {};
    std::string method = {};
    std::string scope = {};
    std::string source = {};
};

// About the card with this IRI; those we said alike already are left out. How many were said.
Result<std::int64_t> say_figures(Services& services, std::int64_t card, const std::string& about,
                                 const std::vector<FigureDraft>& drafts);
// Ours alone; it stays in the table, and counts and shows no more.
Result<void> take_figure_back(Services& services, const std::string& iri);
// What we said of this card and have not corrected, the latest day of each variable first.
std::vector<Observation> our_figures(Services& services, std::int64_t card);

}  // namespace essaim::directory
