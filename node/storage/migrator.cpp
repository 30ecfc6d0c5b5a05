#include "node/storage/migrator.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "node/base/log.h"

namespace essaim::storage {

namespace {

// In order; "migrations/0003_places.sql" must be the third.
std::vector<base::Embedded> numbered(std::span<const base::Embedded> files) {
    std::vector<base::Embedded> migrations;
    for (const auto& file : files) {
        if (file.path.ends_with(".sql")) migrations.push_back(file);
    }
    std::ranges::sort(migrations, {}, &base::Embedded::path);
    for (std::size_t i = 0; i < migrations.size(); ++i) {
        const auto path = migrations[i].path;
        const auto name = path.substr(path.rfind('/') + 1);
        auto number = std::to_string(i + 1);
        number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
        if (!name.starts_with(number + "_")) {
            throw std::logic_error("migration " + std::string(path) + " should be number " +
                                   number);
        }
    }
    return migrations;
}

}  // namespace

void migrate(SQLite::Database& database, std::span<const base::Embedded> files) {
    const auto migrations = numbered(files);
    for (;;) {
        // The version is read inside: another process may be migrating too.
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        const auto version = database.execAndGet("PRAGMA user_version").getUInt();
        if (version > migrations.size()) {
            throw std::runtime_error("this database was written by a newer essaim (schema " +
                                     std::to_string(version) + ", this program knows " +
                                     std::to_string(migrations.size()) + "): install that version");
        }
        if (version == migrations.size()) return;
        const auto& file = migrations[version];
        try {
            database.exec(std::string(file.bytes));
        } catch (const SQLite::Exception& failure) {
            throw std::runtime_error("migration " + std::string(file.path) +
                                     " failed: " + failure.what());
        }
        database.exec("PRAGMA user_version = " + std::to_string(version + 1));
        transaction.commit();
        base::log::info("schema", {{"file", std::string(file.path)}});
    }
}

}  // namespace essaim::storage
