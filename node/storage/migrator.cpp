#include "node/storage/migrator.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <vector>

#include "node/base/log.h"

namespace essaim::storage {

namespace {

struct Migration {
    unsigned number;  // the schema's version once it has run
    base::Embedded file;
};

// In order. Numbers may be left out, so that two people can each have a range
// of their own; one that was left out in a release is never given.
std::vector<Migration> numbered(std::span<const base::Embedded> files) {
    std::vector<Migration> migrations;
    for (const auto& file : files) {
        if (!file.path.ends_with(".sql")) continue;
        const auto name = file.path.substr(file.path.rfind('/') + 1);
        unsigned number = 0;
        const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (fault != std::errc{} || number == 0 || end != name.data() + 4 || *end != '_') {
            throw std::logic_error("migration " + std::string(file.path) +
                                   " should begin with four digits");
        }
        migrations.push_back({number, file});
    }
    std::ranges::sort(migrations, {}, &Migration::number);
    const auto twice = std::ranges::adjacent_find(migrations, {}, &Migration::number);
    if (twice != migrations.end())
        throw std::logic_error("migration " + std::string(twice->file.path) +
                               " has the number of another");
    return migrations;
}

}  // namespace

void migrate(SQLite::Database& database, std::span<const base::Embedded> files) {
    const auto migrations = numbered(files);
    for (;;) {
        // The version is read inside: another process may be migrating too.
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        const auto version = database.execAndGet("PRAGMA user_version").getUInt();
        const auto newest = migrations.empty() ? 0 : migrations.back().number;
        if (version > newest) {
            throw std::runtime_error("this database was written by a newer essaim (schema " +
                                     std::to_string(version) + ", this program knows " +
                                     std::to_string(newest) + "): install that version");
        }
        const auto next = std::ranges::upper_bound(migrations, version, {}, &Migration::number);
        if (next == migrations.end()) return;
        const auto& file = next->file;
        try {
            database.exec(std::string(file.bytes));
        } catch (const SQLite::Exception& failure) {
            throw std::runtime_error("migration " + std::string(file.path) +
                                     " failed: " + failure.what());
        }
        database.exec("PRAGMA user_version = " + std::to_string(next->number));
        transaction.commit();
        base::log::info("schema", {{"file", std::string(file.path)}});
    }
}

}  // namespace essaim::storage
