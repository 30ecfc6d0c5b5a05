// /gestion/reseau: whom we follow and how that stands, and who follows us.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_neighbours_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
