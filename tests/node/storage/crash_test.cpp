// What was acknowledged survives a process that ends in the middle of its
// writes: a child writes and tells each acknowledgement through a pipe.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "node/storage/database.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using storage::Connection;
using storage::Database;

namespace {

constexpr std::int32_t kEnough = 120;

// Never returns: four threads write until kEnough writes are acknowledged.
[[noreturn]] void write_and_die(const std::filesystem::path& file, int pipe) {
    Database database({.file = file});
    std::ignore = database.write([](Connection& connection) -> Result<void> {
        connection.execute("CREATE TABLE IF NOT EXISTS token (number INTEGER PRIMARY KEY)");
        return {};
    });
    std::atomic<std::int32_t> next = 0;
    std::atomic<std::int32_t> acknowledged = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (;;) {
                const std::int32_t number = ++next;
                const auto done = database.write([&](Connection& connection) -> Result<void> {
                    connection.query("INSERT INTO token VALUES (?)").arg(number).run();
                    return {};
                });
                if (!done) continue;
                if (::write(pipe, &number, sizeof(number)) < 0) _exit(3);
                if (++acknowledged >= kEnough) _exit(9);
            }
        });
    }
    for (;;) std::this_thread::yield();
}

}  // namespace

TEST_CASE("every acknowledged write is there after the process has died") {
    const test::TemporaryDirectory directory;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) write_and_die(directory / "essaim.db", ends[1]);
    ::close(ends[1]);
    std::set<std::int64_t> told;
    for (std::int32_t number = 0; ::read(ends[0], &number, sizeof(number)) == sizeof(number);) {
        told.insert(number);
    }
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 9);
    CHECK(told.size() >= static_cast<std::size_t>(kEnough));

    const Database database({.file = directory / "essaim.db"});
    std::set<std::int64_t> kept;
    auto reader = database.read();
    for (auto query = reader->query("SELECT number FROM token"); query.step();) {
        kept.insert(query.number(0));
    }
    for (const auto number : told) {
        CAPTURE(number);
        CHECK(kept.contains(number));
    }
    CHECK(database.integrity() == "ok");
}
