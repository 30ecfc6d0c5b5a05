// The 169 initiatives that ship with the node, as claims of a file: each with
// its source and date, under the same name on every node, off the public pages
// until somebody says "show" (domain.md §4).
#pragma once

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/directory/card.h"
#include "node/directory/initiative_csv.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

// A row of a file as a claim of nobody: the year of its source is its date.
Claim claim_of_row(const Initiative& initiative, base::Instant now);

// Once per version of the file; in the caller's transaction.
Result<void> load_shipped(storage::Connection& connection, base::Instant now);

// The manager's "show", for all of them.
Result<void> show_shipped(storage::Connection& connection);

}  // namespace essaim::directory
