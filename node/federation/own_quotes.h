// Taking back what verbs/quote.h agreed to: the authorization answers 404 from
// now on, and its Delete tells whoever quotes, and our followers (FEP-044f).
#pragma once

#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class Outbox;

// NotFound: there is none in force by this name. Call outbox.wake() afterwards.
Result<void> revoke_quote(storage::Database& database, const LocalActors& actors, Outbox& outbox,
                          const std::string& authorization, base::Instant now);

}  // namespace essaim::federation
