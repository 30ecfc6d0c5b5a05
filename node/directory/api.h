// What programs read: /api/v1/fiches with the filters of the page, page by page
// and with an ETag; its description /api/openapi.json; the vocabulary under
// /schemas. Open to every origin.
#pragma once

#include "node/feature.h"

namespace essaim::directory {

void add_api_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
