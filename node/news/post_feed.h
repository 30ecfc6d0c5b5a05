// /actualites.atom (RFC 4287): our latest news with their full text.
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_feed_routes(Services& services, web::Router& router);

}  // namespace essaim::news
