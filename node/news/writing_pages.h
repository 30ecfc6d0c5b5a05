// The writing desk: /ecrire, /ecrire/{id}: write, preview, keep, publish,
// edit, delete. For writers; works without JavaScript.
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_writing_routes(Services& services, web::Router& router);

}  // namespace essaim::news
