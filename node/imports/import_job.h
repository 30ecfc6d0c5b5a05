// The job "import": brings the items of a run, a second's worth at a time, so
// that other jobs have their turn; what is done stands in the tables, and a
// node that was killed goes on where it was. While the old site does not
// answer, the run waits and says so; after three times it goes on without it.
#pragma once

#include <string>

#include "node/imports/bringing.h"

namespace essaim::imports {

// Begins, or goes on; nothing if it is running already.
Result<void> start_run(Services& services, const std::string& run);
// What is not done yet stays undone; what came stays.
Result<void> stop_run(Services& services, const std::string& run);
void add_import_jobs(Services& services, const Takers& takers);
// The check that nobody followed: gone after two days.
void forget_later(Services& services, storage::Connection& connection, const std::string& run);

}  // namespace essaim::imports
