// A member's own address in the fediverse: the box on /moi, the page that shows
// what it will be before it is made or given up, and the public page
// /membres/{name} that the address leads to.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_own_address_routes(Services& services, web::Router& router);

}  // namespace essaim::home
