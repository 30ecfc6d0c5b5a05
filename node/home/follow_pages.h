// /suivre: how to follow the association from one's own server, with or
// without knowing its software; and /authorize_interaction, which the
// WebFinger subscribe template names, for our own people.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_follow_routes(Services& services, web::Router& router);

}  // namespace essaim::home
