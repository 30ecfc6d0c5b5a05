// /reseau/chiffres: the sums of the network on a day, each with how many gave
// the figure and how old it is, the rows it was made of, and who is missing;
// the same rows as CSV, /reseau/chiffres.csv, and as JSON, /api/v1/chiffres.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>

#include "node/feature.h"

namespace essaim::directory {

class KnownSums;

void add_figure_routes(Services& services, web::Router& router,
                       const std::shared_ptr<KnownSums>& known);
void add_figure_file_routes(Services& services, web::Router& router,
                            const std::shared_ptr<KnownSums>& known);
// Its paths in the description of the API.
nlohmann::json figure_paths();

}  // namespace essaim::directory
