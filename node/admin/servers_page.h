// /gestion/serveurs: which servers are blocked, silenced or admitted, why, and
// lists of others with a look at what they would change first; and, for
// everybody, /a-propos/serveurs with the reasons (ux.md journey 23).
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_servers_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
