// /gestion/envois: what could not be delivered, host by host, in plain words:
// what, since when, why, when next; to be tried now or given up.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_deliveries_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
