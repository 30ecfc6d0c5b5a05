// /suivre and /repondre: how to follow the association, or answer it, from one's
// own server, with or without knowing its software.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_follow_routes(Services& services, web::Router& router);

}  // namespace essaim::home
