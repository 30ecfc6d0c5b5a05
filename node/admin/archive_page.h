// /gestion/archive: taking everything along, as one file.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_archive_routes(Services& services, Plug& plug);

}  // namespace essaim::admin
