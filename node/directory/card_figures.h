// The figures of one card: for each what counts, what others say instead, and
// all that was said before, with date, method and source. A part of its page.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "node/directory/card.h"
#include "node/directory/observation.h"
#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

// What this visitor may see; by variable, the latest day first.
std::vector<Observation> seen_figures(storage::Connection& connection, std::int64_t card,
                                      const federation::Sight& sight);
// Nothing at all when there is none. `edit`: where figures are given, or "".
web::SafeHtml figures_part(Services& services, web::Language language, const Card& card,
                           const std::vector<Observation>& figures, const std::string& edit);
// For the read API: those that are not corrected, as they were said.
nlohmann::json figures_json(const Card& card, const std::vector<Observation>& figures);

}  // namespace essaim::directory
