// What the feature "directory" plugs into the node (see node/feature.h).
#pragma once

#include "node/feature.h"

namespace essaim::directory {

void add_directory(Services& services, Plug& plug);

}  // namespace essaim::directory
