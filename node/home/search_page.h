// /recherche: what we hold by its words, and what an address or a handle names
// elsewhere, for those who are signed in.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_search_routes(Services& services, web::Router& router);

}  // namespace essaim::home
