// What search engines ask first: /robots.txt (RFC 9309) and /sitemap.xml
// (sitemaps.org 0.9, at most 50 000 addresses).
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_sitemap_routes(Services& services, Plug& plug);

}  // namespace essaim::home
