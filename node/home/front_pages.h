// "/": who we are, what we publish, what the neighbours publish. "/sante" for
// machines.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_front_routes(Services& services, Plug& plug);

}  // namespace essaim::home
