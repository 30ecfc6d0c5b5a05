// How others find us: WebFinger, host-meta and NodeInfo (federation.md §1,
// cases 1-4 and 10). Never signed, redirected or refused for want of a header.
#pragma once

#include "node/federation/local_actors.h"
#include "node/federation/profile.h"
#include "node/web/router.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

void add_discovery_routes(web::Router& router, const LocalActors& actors,
                          const ProfileKeeper& profile, const storage::Database& database);

}  // namespace essaim::federation
