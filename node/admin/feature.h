// What the feature "admin" plugs into the node (see node/feature.h).
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_admin(Services& services, Plug& plug);

}  // namespace essaim::admin
