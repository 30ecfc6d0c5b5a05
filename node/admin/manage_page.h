// /gestion: health, whom we follow and who follows us, what waits, the
// association's profile, people. For managers.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_manage_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
