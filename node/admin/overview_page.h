// /gestion: what is left to do, how the node is, what waits for delivery.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_overview_routes(Services& services, Plug& plug);

}  // namespace essaim::admin
