// /gestion/imports/{id}: what is in the file before it is imported, how far the
// import is, and what came of it.
#pragma once

#include "node/feature.h"
#include "node/imports/import_store.h"

namespace essaim::imports {

web::Response show_run(Services& services, const web::Request& request,
                       const accounts::Visitor& visitor, const Run& run);

}  // namespace essaim::imports
