// /mentions-legales: who publishes and who hosts this site, in the words of
// those who manage it (LCEN, article 6, III). No words, no page.
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_legal_routes(Services& services, web::Router& router);

}  // namespace essaim::home
