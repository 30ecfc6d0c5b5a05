// The bytes of pictures and documents: of fixed types, never read as anything else by a
// browser or by another server (security.md B2, E8), seen by who may see what
// shows them. An address never changes its bytes.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_file_routes(Services& services, web::Router& router);

}  // namespace essaim::documents
