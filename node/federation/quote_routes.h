// GET /o/{id}/quote_authorizations/{n}: that we agreed to be quoted (FEP-044f);
// 404 as soon as we do not, or one of the two posts is not for everybody.
#pragma once

#include "node/federation/local_actors.h"
#include "node/federation/visibility.h"
#include "node/web/router.h"

namespace essaim::federation {

void add_quote_routes(web::Router& router, const LocalActors& actors,
                      const storage::Database& database, const Visibility& visibility);

}  // namespace essaim::federation
