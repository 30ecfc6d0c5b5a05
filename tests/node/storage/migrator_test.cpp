#include "node/storage/migrator.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include "node/storage/database.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using base::Embedded;

namespace {

const Embedded kOne = {"migrations/0001_a.sql", "CREATE TABLE a (x); -- first\n", ""};
const Embedded kTwo = {"migrations/0002_b.sql", "CREATE TABLE b (x); INSERT INTO b VALUES (1)", ""};
const Embedded kBad = {"migrations/0002_b.sql", "CREATE TABLE b (x); CREATE TABLE a (x)", ""};

int version_of(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt();
}

SQLite::Database in_memory() { return {":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}; }

std::string message_of(SQLite::Database& database, std::span<const Embedded> files) {
    try {
        storage::migrate(database, files);
    } catch (const std::exception& failure) {
        return failure.what();
    }
    return "";
}

}  // namespace

TEST_CASE("only the migrations that are new run, in the order of their numbers") {
    auto database = in_memory();
    const Embedded first[] = {kOne};
    storage::migrate(database, first);
    CHECK(version_of(database) == 1);
    const Embedded both[] = {kTwo, {"notes.txt", "no SQL", ""}, kOne};
    storage::migrate(database, both);
    CHECK(version_of(database) == 2);
    storage::migrate(database, both);
    CHECK(database.execAndGet("SELECT count(*) FROM b").getInt() == 1);
}

TEST_CASE("a migration that fails leaves the one before it in force") {
    auto database = in_memory();
    const Embedded files[] = {kOne, kBad};
    CHECK(
        message_of(database, files).find("migrations/0002_b.sql failed: table a already exists") !=
        std::string::npos);
    CHECK(version_of(database) == 1);
    CHECK_FALSE(database.tableExists("b"));
}

TEST_CASE("a database newer than the program is refused and left alone") {
    auto database = in_memory();
    database.exec("PRAGMA user_version = 3");
    const Embedded files[] = {kOne, kTwo};
    CHECK(message_of(database, files) ==
          "this database was written by a newer essaim (schema 3, this program knows 2): install "
          "that version");
    CHECK_FALSE(database.tableExists("a"));

    const test::TemporaryDirectory directory;
    const auto file = directory / "essaim.db";
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("PRAGMA user_version = 999");
    CHECK_THROWS_WITH_AS(storage::Database({.file = file}), doctest::Contains("newer essaim"),
                         std::runtime_error);
}

TEST_CASE("a number may be left out, and is the version all the same") {
    auto database = in_memory();
    const Embedded files[] = {{"migrations/0020_c.sql", "INSERT INTO a VALUES (3)", ""}, kOne};
    storage::migrate(database, files);
    CHECK(version_of(database) == 20);
    storage::migrate(database, files);
    CHECK(database.execAndGet("SELECT count(*) FROM a").getInt() == 1);
}

TEST_CASE("a number given twice, or none, is the programmer's mistake") {
    auto database = in_memory();
    const Embedded twice[] = {kOne, {"migrations/0001_c.sql", "SELECT 1", ""}};
    CHECK_THROWS_AS(storage::migrate(database, twice), std::logic_error);
    const Embedded none[] = {kOne, {"migrations/c.sql", "SELECT 1", ""}};
    CHECK_THROWS_AS(storage::migrate(database, none), std::logic_error);
    CHECK(version_of(database) == 0);
}

TEST_CASE("the node's own migrations make its schema") {
    auto database = in_memory();
    storage::migrate(database);
    CHECK(version_of(database) >= 1);
    CHECK(database.tableExists("job"));
    CHECK_FALSE(SQLite::Statement(database, "PRAGMA foreign_key_check").executeStep());
}
