// /authorize_interaction: somebody of ours comes from another site, which sends
// them here to follow or answer from home (the subscribe template of WebFinger,
// FEP-3b86). Shows what it is about and asks; leads nowhere by itself (E4).
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_interact_routes(Services& services, web::Router& router);

}  // namespace essaim::home
