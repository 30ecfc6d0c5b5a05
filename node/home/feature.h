// What the feature "home" plugs into the node (see node/feature.h).
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_home(Services& services, Plug& plug);

}  // namespace essaim::home
