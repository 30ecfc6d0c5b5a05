#include "node/storage/job_queue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace std::chrono_literals;
using storage::Connection;

namespace {

struct Row {
    std::string state;
    std::int64_t attempts;
    std::int64_t run_at;
    std::string error;
};

class Bench {
  public:
    void enqueue(const std::string& kind, const std::string& payload, base::Instant at) {
        REQUIRE(database.write([&](Connection& connection) -> Result<void> {
            storage::enqueue(connection, kind, payload, at);
            return {};
        }));
    }
    std::vector<Row> rows() const {
        std::vector<Row> all;
        auto reader = database.read();
        for (auto query =
                 reader->query("SELECT state, attempts, run_at, error FROM job ORDER BY id");
             query.step();) {
            all.push_back({query.text(0), query.number(1), query.number(2), query.text(3)});
        }
        return all;
    }
    void note(const std::string& payload) {
        const std::lock_guard lock(mutex_);
        ran_.push_back(payload);
    }
    std::vector<std::string> ran() {
        const std::lock_guard lock(mutex_);
        return ran_;
    }

    test::TemporaryDirectory directory;
    storage::Database database{{.file = directory / "essaim.db"}};
    test::FixedClock clock;

  private:
    std::mutex mutex_;
    std::vector<std::string> ran_;
};

bool soon(const std::function<bool()>& holds) {
    for (int i = 0; i < 1000; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

}  // namespace

TEST_CASE("due jobs run in the order of their time; a job of tomorrow waits for tomorrow") {
    Bench bench;
    const auto now = bench.clock.now();
    bench.enqueue("note", "second", now - 1s);
    bench.enqueue("note", "first", now - 2s);
    bench.enqueue("note", "tomorrow", now + 24h);
    storage::Scheduler scheduler(bench.database, bench.clock);
    scheduler.on("note", [&](const std::string& payload) -> Result<void> {
        bench.note(payload);
        return {};
    });
    scheduler.start();
    REQUIRE(soon([&] { return bench.rows().size() == 1; }));
    CHECK(bench.ran() == std::vector<std::string>{"first", "second"});
    bench.clock.advance(24h);
    scheduler.wake();
    REQUIRE(soon([&] { return bench.rows().empty(); }));
    CHECK(bench.ran().back() == "tomorrow");
    bench.enqueue("note", "woken", bench.clock.now());
    scheduler.wake();
    CHECK(soon([&] { return bench.rows().empty(); }));
}

TEST_CASE("a job of a write that was refused was never there") {
    Bench bench;
    std::ignore = bench.database.write([&](Connection& connection) -> Result<void> {
        storage::enqueue(connection, "note", "x", bench.clock.now());
        return refuse(Fault::Conflict, "no");
    });
    CHECK(bench.rows().empty());
}

TEST_CASE("tries are further and further apart, for less than a week") {
    const std::int64_t expected[] = {1,    5,    15,   60,   180,  360, 720,
                                     1440, 1440, 1440, 1440, 1440, 1440};
    std::chrono::minutes sum{0};
    for (std::int64_t tries = 1; tries <= 13; ++tries) {
        CAPTURE(tries);
        const auto delay = storage::delay_after(tries);
        REQUIRE(delay.has_value());
        CHECK(delay->count() == expected[tries - 1]);
        sum += *delay;
    }
    CHECK_FALSE(storage::delay_after(14).has_value());
    CHECK_FALSE(storage::delay_after(1000).has_value());
    CHECK(sum < 7 * 24h);
    CHECK(sum > 6 * 24h);
}

TEST_CASE("a job that fails, throws or has no handler is kept, with the reason, for a later try") {
    Bench bench;
    const auto start = bench.clock.now();
    bench.enqueue("refuse", "", start);
    bench.enqueue("throw", "", start);
    bench.enqueue("unknown", "", start);
    storage::Scheduler scheduler(bench.database, bench.clock);
    scheduler.on("refuse", [](const std::string&) -> Result<void> {
        return refuse(Fault::Unavailable, "not now");
    });
    scheduler.on("throw",
                 [](const std::string&) -> Result<void> { throw std::runtime_error("boom"); });
    scheduler.start();
    REQUIRE(soon([&] {
        for (const auto& row : bench.rows()) {
            if (row.error.empty()) return false;
        }
        return true;
    }));
    const auto rows = bench.rows();
    REQUIRE(rows.size() == 3);
    const char* reasons[] = {"not now", "boom", "no handler for this kind of job"};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].state == "waiting");
        CHECK(rows[i].attempts == 1);
        CHECK(rows[i].run_at == base::to_millis(start + 1min));
        CHECK(rows[i].error == reasons[i]);
    }
}

TEST_CASE("a job that never succeeds has failed for good after its last try") {
    Bench bench;
    bench.enqueue("refuse", "", bench.clock.now());
    storage::Scheduler scheduler(bench.database, bench.clock);
    scheduler.on("refuse", [&](const std::string&) -> Result<void> {
        bench.note("try");
        return refuse(Fault::Unavailable, std::string(499, 'x') + "é");
    });
    scheduler.start();
    for (std::int64_t tries = 1; tries <= 14; ++tries) {
        CAPTURE(tries);
        REQUIRE(soon([&] {
            return bench.rows().at(0).attempts == tries && bench.rows().at(0).state != "running";
        }));
        bench.clock.advance(24h);
        scheduler.wake();
    }
    const auto row = bench.rows().at(0);
    CHECK(row.state == "failed");
    CHECK(row.error == std::string(499, 'x'));
    std::this_thread::sleep_for(50ms);
    CHECK(bench.ran().size() == 14);
}

TEST_CASE("a job that ran when the process ended runs again, at once only the first time") {
    Bench bench;
    const auto now = bench.clock.now();
    for (const auto* attempts : {"1", "2", "14"}) {
        bench.enqueue("note", attempts, now);
    }
    std::ignore = bench.database.write([](Connection& connection) -> Result<void> {
        connection.execute("UPDATE job SET state = 'running', attempts = CAST(payload AS INTEGER)");
        return {};
    });
    storage::Scheduler scheduler(bench.database, bench.clock);
    scheduler.on("note", [&](const std::string& payload) -> Result<void> {
        bench.note(payload);
        return {};
    });
    scheduler.start();
    REQUIRE(soon([&] { return bench.rows().size() == 2; }));
    CHECK(bench.ran() == std::vector<std::string>{"1"});
    const auto rows = bench.rows();
    CHECK(rows[0].state == "waiting");
    CHECK(rows[0].run_at == base::to_millis(now + 5min));
    CHECK(rows[0].error == "interrupted");
    CHECK(rows[1].state == "failed");
}

TEST_CASE("stop waits for the job that runs and takes no other") {
    Bench bench;
    for (int i = 0; i < 50; ++i) bench.enqueue("slow", std::to_string(i), bench.clock.now());
    storage::Scheduler scheduler(bench.database, bench.clock);
    scheduler.on("slow", [&](const std::string& payload) -> Result<void> {
        bench.note(payload);
        std::this_thread::sleep_for(50ms);
        return {};
    });
    scheduler.start();
    REQUIRE(soon([&] { return !bench.ran().empty(); }));
    scheduler.stop();
    const auto ran = bench.ran().size();
    CHECK(ran < 50);
    CHECK(bench.rows().size() == 50 - ran);
    for (const auto& row : bench.rows()) CHECK(row.state == "waiting");
}

TEST_CASE("what waits for others runs apart: nothing else is late for it, its own kind waits") {
    Bench bench;
    const auto now = bench.clock.now();
    bench.enqueue("far", "far 1", now - 2h);
    bench.enqueue("far", "far 2", now - 1h);
    bench.enqueue("near", "near 1", now);
    bench.enqueue("near", "near 2", now);
    storage::Scheduler scheduler(bench.database, bench.clock);
    std::atomic<bool> answered = false;
    std::atomic<int> at_once = 0;
    std::atomic<int> most = 0;
    scheduler.on(
        "far",
        [&](const std::string& payload) -> Result<void> {
            most = std::max<int>(most, ++at_once);
            bench.note(payload);
            soon([&] { return answered.load(); });
            --at_once;
            return {};
        },
        storage::Scheduler::Runs::Apart);
    scheduler.on("near", [&](const std::string& payload) -> Result<void> {
        bench.note(payload);
        return {};
    });
    scheduler.start();
    REQUIRE(soon([&] { return bench.ran().size() == 3; }));
    auto meanwhile = bench.ran();
    std::ranges::sort(meanwhile);
    CHECK(meanwhile == std::vector<std::string>{"far 1", "near 1", "near 2"});
    answered = true;
    REQUIRE(soon([&] { return bench.rows().empty(); }));
    CHECK(bench.ran().back() == "far 2");
    CHECK(most == 1);
    scheduler.stop();
}

TEST_CASE("a job that leaves work for another thread is followed by it at once") {
    Bench bench;
    bench.enqueue("near", "", bench.clock.now());
    storage::Scheduler scheduler(bench.database, bench.clock);
    scheduler.on(
        "far",
        [&](const std::string&) -> Result<void> {
            bench.note("far");
            return {};
        },
        storage::Scheduler::Runs::Apart);
    scheduler.on("near", [&](const std::string&) -> Result<void> {
        std::this_thread::sleep_for(100ms);  // the other thread has found nothing, and sleeps
        bench.enqueue("far", "", bench.clock.now());
        return {};
    });
    scheduler.start();
    CHECK(soon([&] { return bench.ran().size() == 1; }));
    scheduler.stop();
}

TEST_CASE("a long job hears that it is to end") {
    Bench bench;
    bench.enqueue("long", "", bench.clock.now());
    storage::Scheduler scheduler(bench.database, bench.clock);
    std::atomic<bool> began = false;
    scheduler.on(
        "long",
        [&](const std::string&) -> Result<void> {
            began = true;
            return soon([&] { return scheduler.stopping(); })
                       ? Result<void>{}
                       : refuse(Fault::Internal, "nobody told it");
        },
        storage::Scheduler::Runs::Apart);
    CHECK_FALSE(scheduler.stopping());
    scheduler.start();
    REQUIRE(soon([&] { return began.load(); }));
    scheduler.stop();
    CHECK(bench.rows().empty());
}
