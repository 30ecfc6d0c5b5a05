// /reseau: what the associations we follow publish, day by day; /reseau/voisins:
// who they are.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_network_route(Services& services, Plug& plug);

}  // namespace essaim::home
