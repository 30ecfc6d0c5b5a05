#include "node/storage/open.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>

#include "node/storage/migrator.h"

namespace essaim::storage {

namespace {

constexpr int kBusyMilliseconds = 5000;

std::unique_ptr<Connection> open(const std::filesystem::path& file, int flags) {
    // Without its memory statistics SQLite takes no lock on every malloc. Only
    // heeded before the first connection of the process; otherwise harmless.
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
    auto database = std::make_unique<SQLite::Database>(file.string(), flags | SQLITE_OPEN_NOMUTEX,
                                                       kBusyMilliseconds);
    database->exec(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; "
        "PRAGMA cache_size = -2000; PRAGMA mmap_size = 0");
    return std::make_unique<Connection>(std::move(database));
}

// The file holds private keys; SQLite gives -wal and -shm the same rights.
void create_for_owner_only(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        throw std::runtime_error("the database " + file.string() +
                                 " cannot be opened: " + std::strerror(errno));
    }
    ::close(fd);
}

void refuse_damage(SQLite::Database& database, const std::filesystem::path& file) {
    const auto health = database.execAndGet("PRAGMA quick_check(1)").getString();
    database.exec("PRAGMA shrink_memory");  // it has read every page; few are needed again
    if (health == "ok") return;
    throw std::runtime_error("the database is damaged (" + health + "): restore a backup of " +
                             file.string());
}

}  // namespace

std::unique_ptr<Connection> open_writer(const std::filesystem::path& file) {
    if (file == ":memory:") throw std::runtime_error("the database needs a file");
    create_for_owner_only(file);
    try {
        auto connection = open(file, SQLite::OPEN_READWRITE);
        auto& database = connection->raw();
        refuse_damage(database, file);
        if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
            throw std::runtime_error("the disk of " + file.string() +
                                     " cannot hold a write-ahead log: use a local disk");
        }
        // 16 MiB: a page that each commit changes is copied into the database once for many.
        connection->execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000");
        migrate(database);
        return connection;
    } catch (const SQLite::Exception& failure) {
        throw std::runtime_error("the database " + file.string() +
                                 " cannot be used: " + failure.what());
    }
}

std::unique_ptr<Connection> open_reader(const std::filesystem::path& file) {
    auto connection = open(file, SQLite::OPEN_READONLY);
    connection->execute("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0");
    return connection;
}

}  // namespace essaim::storage
