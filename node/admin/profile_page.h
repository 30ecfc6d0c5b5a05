// /gestion/fiche: what the association says of itself, with its note as visitors see it.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_profile_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
