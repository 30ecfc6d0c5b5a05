// Cards as ActivityPub objects: /fiches/{id}, what this node says; /fiches, the
// collection of everything it holds, page by page with its authors' signatures,
// which other nodes read (crawl.h). Conditional requests: nothing new, no bytes.
#pragma once

#include "node/feature.h"

namespace essaim::directory {

void add_object_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
