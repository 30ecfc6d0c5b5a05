// /gestion/identite: how the association stands in the fediverse (fields, lists,
// search, key words), and its keys. Moving to another address: move_page.h.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_identity_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
