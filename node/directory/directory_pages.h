// /reseau/annuaire: the directory as map and list, as a table, as a booklet to
// print and as a chronology, all of one filter; and the frame that other sites
// may embed, /integrer/annuaire.
#pragma once

#include "node/feature.h"

namespace essaim::directory {

void add_directory_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
