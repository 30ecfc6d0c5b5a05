// /documents/{slug}/versions/{n}: an earlier text, and what changed by words
// from the version before; also in files, as far as their words can be read.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_version_routes(Services& services, web::Router& router);

}  // namespace essaim::documents
