// /gestion/demenagement: the association changes its address, in steps that are
// checked one by one; on the new node and on the old one (FEP-7628).
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_move_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
