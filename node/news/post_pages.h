// What people read: /actualites and /actualites/{slug}.
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_reading_routes(Services& services, web::Router& router);

}  // namespace essaim::news
