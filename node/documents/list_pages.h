// /documents: the library with its filters, ours and what those we follow tell
// of; the same list as a feed and as a table.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_list_routes(Services& services, web::Router& router);

}  // namespace essaim::documents
