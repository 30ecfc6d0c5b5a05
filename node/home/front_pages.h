// The front page (/) and the network's timeline (/reseau): what every feature
// plugged in, newest first, nothing ranked. Also /sante for supervision.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_front_routes(Services& services, Plug& plug);

}  // namespace essaim::home
