// /gestion/imports: choosing a file, what is in it, how far it is, what came of it.
#pragma once

#include "node/feature.h"
#include "node/imports/bringing.h"

namespace essaim::imports {

void add_import_routes(Services& services, web::Router& router, const Takers& takers);

}  // namespace essaim::imports
