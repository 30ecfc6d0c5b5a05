#include "node/storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/temporary_directory.h"

using namespace essaim;
using storage::Connection;
using storage::Database;

namespace {

class Bench {
  public:
    Bench() : database({.file = directory / "essaim.db"}) {
        REQUIRE(database.write([](Connection& connection) -> Result<void> {
            connection.execute("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE)");
            return {};
        }));
    }
    std::int64_t count() const {
        auto reader = database.read();
        auto query = reader->query("SELECT count(*) FROM word");
        query.step();
        return query.number(0);
    }

    test::TemporaryDirectory directory;
    Database database;
};

Database::Work add_word(std::string text) {
    return [text](Connection& connection) -> Result<void> {
        connection.query("INSERT INTO word (text) VALUES (?)").arg(text).run();
        return {};
    };
}

// Several works that are sure to share one commit: the writing thread is busy
// with another one while they are queued.
std::vector<Result<void>> in_one_commit(Database& database, std::vector<Database::Work> works) {
    std::promise<void> go;
    std::promise<void> started;
    std::promise<void> first_done;
    database.write_later(
        [&started, held = go.get_future().share()](Connection&) -> Result<void> {
            started.set_value();
            held.wait();
            return {};
        },
        [&](const Result<void>&) { first_done.set_value(); });
    started.get_future().wait();  // it has been taken alone
    std::vector<Result<void>> outcomes(works.size());
    std::promise<void> last_done;
    for (std::size_t i = 0; i < works.size(); ++i) {
        database.write_later(works[i], [&, i](Result<void> outcome) {
            outcomes[i] = std::move(outcome);
            if (i + 1 == works.size()) last_done.set_value();
        });
    }
    go.set_value();
    first_done.get_future().wait();
    last_done.get_future().wait();
    return outcomes;
}

}  // namespace

TEST_CASE("a read sees nothing of a work that was refused") {
    Bench bench;
    const auto outcome = bench.database.write([](Connection& connection) -> Result<void> {
        std::ignore = add_word("kept?")(connection);
        return refuse(Fault::Conflict, "changed my mind");
    });
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error() == Error(Fault::Conflict, "changed my mind"));
    CHECK(bench.count() == 0);
}

TEST_CASE("a work that throws is rolled back and is our own fault") {
    Bench bench;
    const auto thrown = bench.database.write([](Connection& connection) -> Result<void> {
        std::ignore = add_word("kept?")(connection);
        throw std::runtime_error("boom");
    });
    REQUIRE_FALSE(thrown.has_value());
    CHECK(thrown.error().fault == Fault::Internal);
    const auto odd = bench.database.write([](Connection&) -> Result<void> { throw 5; });
    CHECK(odd.error().fault == Fault::Internal);
    REQUIRE(bench.database.write(add_word("a")));
    CHECK(bench.database.write(add_word("a")).error().fault == Fault::Internal);  // UNIQUE
    CHECK(bench.count() == 1);
}

TEST_CASE("an error in one work leaves its neighbours of the same commit") {
    Bench bench;
    const auto outcomes =
        in_one_commit(bench.database, {add_word("a"),
                                       [](Connection& connection) -> Result<void> {
                                           std::ignore = add_word("b")(connection);
                                           return refuse(Fault::Conflict, "no");
                                       },
                                       [](Connection& connection) -> Result<void> {
                                           std::ignore = add_word("c")(connection);
                                           throw std::runtime_error("boom");
                                       },
                                       add_word("a"), add_word("d")});
    CHECK(outcomes[0].has_value());
    CHECK(outcomes[1].error().fault == Fault::Conflict);
    CHECK(outcomes[2].error().fault == Fault::Internal);
    CHECK(outcomes[3].error().fault == Fault::Internal);
    CHECK(outcomes[4].has_value());
    auto reader = bench.database.read();
    auto query =
        reader->query("SELECT group_concat(text) FROM (SELECT text FROM word ORDER BY text)");
    query.step();
    CHECK(query.text(0) == "a,d");
}

TEST_CASE("when the commit fails, every work of it is told so and nothing stays") {
    Bench bench;
    const auto outcomes =
        in_one_commit(bench.database, {add_word("a"),
                                       [](Connection& connection) -> Result<void> {
                                           // a promise that only COMMIT can break
                                           connection.execute(
                                               "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
                                               "CREATE TABLE child (p REFERENCES parent (id) "
                                               "DEFERRABLE INITIALLY DEFERRED);"
                                               "INSERT INTO child VALUES (7)");
                                           return {};
                                       },
                                       add_word("b")});
    for (const auto& outcome : outcomes) {
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().fault == Fault::Unavailable);
    }
    CHECK(bench.count() == 0);
    CHECK(bench.database.write(add_word("c")).has_value());
    CHECK(bench.count() == 1);
}

TEST_CASE("a full disk is Unavailable, acknowledges nothing, and is over when there is room") {
    Bench bench;
    std::ignore = bench.database.write([](Connection& connection) -> Result<void> {
        auto pages = connection.raw().execAndGet("PRAGMA page_count").getInt();
        connection.execute("PRAGMA max_page_count = " + std::to_string(pages + 5));
        return {};
    });
    const auto outcomes =
        in_one_commit(bench.database, {add_word("small"), add_word(std::string(100'000, 'x'))});
    CHECK(outcomes[1].error().fault == Fault::Unavailable);
    CHECK(bench.count() == (outcomes[0].has_value() ? 1 : 0));
    const auto before = bench.count();
    std::ignore = bench.database.write([](Connection& connection) -> Result<void> {
        connection.execute("PRAGMA max_page_count = 1000000");
        return {};
    });
    CHECK(bench.database.write(add_word(std::string(100'000, 'x'))).has_value());
    CHECK(bench.count() == before + 1);
    CHECK(bench.database.integrity() == "ok");
}

TEST_CASE("what 16 threads wrote at once is all there") {
    Bench bench;
    std::atomic<int> acknowledged = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 16; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 200; ++i) {
                    const auto word = std::to_string(t) + "-" + std::to_string(i);
                    if (bench.database.write(add_word(word))) ++acknowledged;
                    if (i % 50 == 0) std::ignore = bench.count();
                }
            });
        }
    }
    CHECK(acknowledged == 16 * 200);
    CHECK(bench.count() == 16 * 200);
    CHECK(bench.database.integrity() == "ok");
}

TEST_CASE("a reader sees one moment, and holding many locks nobody out") {
    Bench bench;
    REQUIRE(bench.database.write(add_word("a")));
    std::vector<storage::Reader> held;
    for (int i = 0; i < 12; ++i) held.push_back(bench.database.read());
    auto& first = held.front();
    const auto words = [&] {
        auto query = first->query("SELECT count(*) FROM word");
        query.step();
        return query.number(0);
    };
    CHECK(words() == 1);
    REQUIRE(bench.database.write(add_word("b")));
    CHECK(words() == 1);
    CHECK(bench.count() == 2);
    held.clear();
    CHECK(bench.count() == 2);
}

TEST_CASE("a reader cannot write") {
    Bench bench;
    auto reader = bench.database.read();
    CHECK_THROWS(reader->query("INSERT INTO word (text) VALUES ('x')").run());
}

TEST_CASE("a write yields its value, or its refusal") {
    Bench bench;
    const auto id = bench.database.write_value([](Connection& connection) -> Result<std::int64_t> {
        connection.query("INSERT INTO word (text) VALUES (?)").arg("a").run();
        return connection.last_id();
    });
    REQUIRE(id.has_value());
    CHECK(*id == 1);
    const auto none = bench.database.write_value(
        [](Connection&) -> Result<std::int64_t> { return refuse(Fault::Gone, "no"); });
    CHECK(none.error().fault == Fault::Gone);
}

TEST_CASE("waiting for a write inside a write is refused, not waited for ever") {
    Bench bench;
    const auto outcome = bench.database.write(
        [&](Connection&) -> Result<void> { return bench.database.write(add_word("inner")); });
    CHECK(outcome.error().fault == Fault::Internal);
    CHECK(bench.count() == 0);
}

TEST_CASE("a callback that throws does not take the writing thread with it") {
    Bench bench;
    bench.database.write_later(add_word("a"),
                               [](const Result<void>&) { throw std::runtime_error("boom"); });
    CHECK(bench.database.write(add_word("b")).has_value());
    CHECK(bench.count() == 2);
}

TEST_CASE("what waits when the database closes is still written, and the log is emptied into it") {
    const test::TemporaryDirectory directory;
    int acknowledged = 0;
    {
        Database database({.file = directory / "essaim.db"});
        std::ignore = database.write([](Connection& connection) -> Result<void> {
            connection.execute("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT)");
            return {};
        });
        std::ignore = database.read();
        for (int i = 0; i < 50; ++i) {
            database.write_later(add_word("w"),
                                 [&](const Result<void>& done) { acknowledged += done ? 1 : 0; });
        }
    }
    CHECK(acknowledged == 50);
    CHECK_FALSE(std::filesystem::exists(directory / "essaim.db-wal"));
    const Database again({.file = directory / "essaim.db"});
    auto reader = again.read();
    auto query = reader->query("SELECT count(*) FROM word");
    query.step();
    CHECK(query.number(0) == 50);
}

TEST_CASE("checkpoint empties the write-ahead log") {
    Bench bench;
    REQUIRE(bench.database.write(add_word(std::string(50'000, 'x'))));
    CHECK(std::filesystem::file_size(bench.directory / "essaim.db-wal") > 50'000);
    bench.database.checkpoint();
    CHECK(std::filesystem::file_size(bench.directory / "essaim.db-wal") == 0);
}

TEST_CASE("the files are for their owner only, and the safe settings are on") {
    Bench bench;
    for (const auto* name : {"essaim.db", "essaim.db-wal", "essaim.db-shm"}) {
        CAPTURE(name);
        struct stat facts{};
        REQUIRE(::stat((bench.directory / name).c_str(), &facts) == 0);
        CHECK((facts.st_mode & 0777) == 0600);
    }
    struct Row {
        const char* pragma;
        const char* expected;
    };
    const Row table[] = {{"PRAGMA journal_mode", "wal"},       {"PRAGMA synchronous", "2"},
                         {"PRAGMA foreign_keys", "1"},         {"PRAGMA trusted_schema", "0"},
                         {"PRAGMA temp_store", "2"},           {"PRAGMA mmap_size", "0"},
                         {"PRAGMA wal_autocheckpoint", "4000"}};
    std::ignore = bench.database.write([&](Connection& connection) -> Result<void> {
        for (const auto& row : table) {
            CAPTURE(row.pragma);
            CHECK(connection.raw().execAndGet(row.pragma).getString() == row.expected);
        }
        return {};
    });
    auto reader = bench.database.read();
    CHECK(reader->raw().execAndGet("PRAGMA wal_autocheckpoint").getInt() == 0);
    CHECK(reader->raw().execAndGet("PRAGMA query_only").getInt() == 1);
}

TEST_CASE("a file that cannot be used is told to the operator in a sentence that names it") {
    const test::TemporaryDirectory directory;
    const auto message = [](const std::filesystem::path& file) {
        try {
            const Database database({.file = file});
        } catch (const std::runtime_error& failure) {
            return std::string(failure.what());
        }
        return std::string("opened");
    };
    CHECK(message(":memory:") == "the database needs a file");
    CHECK(message(directory / "absent/essaim.db")
              .find("absent/essaim.db cannot be opened: No such file") != std::string::npos);
    CHECK(message(directory.write("text.db", std::string(5000, 'x')))
              .find("text.db cannot be used") != std::string::npos);
    {
        const Database database({.file = directory / "torn.db"});
    }
    std::fstream torn(directory / "torn.db", std::ios::in | std::ios::out | std::ios::binary);
    torn.seekp(4096);
    torn << std::string(4096, '\xAA');
    torn.close();
    CHECK(message(directory / "torn.db").find("torn.db") != std::string::npos);
}
