// Brings a database to the newest schema: the numbered files of
// node/storage/migrations, each in one IMMEDIATE transaction with its
// user_version. Throws std::runtime_error for a database newer than this
// program, or a migration that fails (the one before it stays in force).
#pragma once

#include <span>

#include "node/base/embedded.h"

namespace SQLite {
class Database;
}

namespace essaim::storage {

std::span<const base::Embedded> embedded_files();

void migrate(SQLite::Database& database, std::span<const base::Embedded> files = embedded_files());

}  // namespace essaim::storage
