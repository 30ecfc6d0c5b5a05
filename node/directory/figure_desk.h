// /gestion/annuaire/chiffres, the association's own figures; the same below
// /gestion/annuaire/fiches/{slug} for others'; and the figures that third
// parties say, on which somebody here has to decide.
#pragma once

#include "node/feature.h"

namespace essaim::directory {

void add_figure_desk_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
