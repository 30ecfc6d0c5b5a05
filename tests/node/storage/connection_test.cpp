#include "node/storage/connection.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

using namespace essaim;
using storage::Connection;

namespace {

struct InMemory : Connection {
    InMemory()
        : Connection(std::make_unique<SQLite::Database>(
              ":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)) {
        execute("CREATE TABLE t (a TEXT, b INTEGER, c BLOB, d REAL)");
    }
};

}  // namespace

TEST_CASE("values come back as they were bound, NULL included") {
    InMemory connection;
    const std::string odd("a\0é\n", 5);
    const auto changed = connection.query("INSERT INTO t VALUES (?, ?, ?, ?)")
                             .arg(odd)
                             .arg(std::int64_t{1} << 40)
                             .blob(odd)
                             .arg(std::optional<double>(0.5))
                             .run();
    CHECK(changed == 1);
    CHECK(connection.last_id() == 1);
    connection.query("INSERT INTO t VALUES (?, ?, ?, ?)")
        .arg(std::optional<std::string>())
        .arg(7)
        .blob("")
        .arg(std::optional<double>())
        .run();
    auto query = connection.query("SELECT a, b, c, d FROM t ORDER BY rowid");
    REQUIRE(query.step());
    CHECK(query.text(0) == odd);
    CHECK(query.number(1) == std::int64_t{1} << 40);
    CHECK(query.bytes(2) == odd);
    CHECK(query.maybe_text(0) == odd);
    REQUIRE(query.step());
    CHECK(query.is_null(0));
    CHECK(query.text(0).empty());
    CHECK(query.maybe_text(0) == std::nullopt);
    CHECK(query.number(1) == 7);
    CHECK(query.is_null(3));
    CHECK_FALSE(query.step());
}

TEST_CASE("a statement asked again while in use is another one") {
    InMemory connection;
    for (int i = 0; i < 3; ++i) connection.query("INSERT INTO t (b) VALUES (?)").arg(i).run();
    int pairs = 0;
    for (auto outer = connection.query("SELECT b FROM t"); outer.step();) {
        for (auto inner = connection.query("SELECT b FROM t"); inner.step();) ++pairs;
    }
    CHECK(pairs == 9);
}

TEST_CASE("a statement given back forgets its rows and its arguments") {
    InMemory connection;
    connection.query("INSERT INTO t (b) VALUES (?)").arg(1).run();
    {
        auto query = connection.query("SELECT b FROM t WHERE b = ?");
        query.arg(1);
        REQUIRE(query.step());
    }
    auto again = connection.query("SELECT b FROM t WHERE b = ?");
    CHECK_FALSE(again.step());  // unbound is NULL, which equals nothing
    connection.execute("DROP TABLE t");
}

TEST_CASE("a statement that failed can be used again") {
    InMemory connection;
    connection.execute("CREATE UNIQUE INDEX u ON t (a)");
    const auto insert = [&](const char* text) {
        return connection.query("INSERT INTO t (a) VALUES (?)").arg(text).run();
    };
    CHECK(insert("x") == 1);
    CHECK_THROWS_AS(insert("x"), SQLite::Exception);
    CHECK(insert("y") == 1);
}
