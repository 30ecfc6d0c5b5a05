// /gestion/personnes: who signs in here, and links that let others in.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_people_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
