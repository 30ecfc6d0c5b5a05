#include "node/imports/import_job.h"

#include "node/base/log.h"
#include "node/storage/connection.h"
#include "node/web/translations.h"

namespace essaim::imports {

namespace {

using namespace std::chrono_literals;

constexpr const char* kJob = "import";
constexpr const char* kForget = "import_forget";
constexpr auto kTurn = 1s;  // then others have theirs
constexpr auto kUnfollowed = 48h;
constexpr std::int64_t kTries = 3;
constexpr std::string_view kUnshown = web::tr_later("aucun texte repris ne la montre");

std::chrono::milliseconds pause_after(std::int64_t tries) {
    return tries <= 1 ? std::chrono::milliseconds(20s) : std::chrono::milliseconds(5min);
}

Result<void> go_on(Services& services, const std::string& run, base::Instant at) {
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        if (!ImportStore(connection).has_job(kJob, run))
            storage::enqueue(connection, kJob, run, at);
        return {};
    });
    services.jobs.wake();
    return written;
}

Result<void> finish(Services& services, const Run& run) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore store(connection);
        store.refuse_rest(run.id, "picture", kUnshown);
        store.set_state(run.id, "done", services.clock.now());
        return {};
    });
}

// It cannot be brought now: the run says so and tries again, then does without.
Result<void> wait(Services& services, const Run& run, const Item& item, const Error& why) {
    const auto tries = item.tries + 1;
    TRY(services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore store(connection);
        store.tried(run.id, item.place, tries);
        store.set_waits(run.id, tries < kTries ? why.detail : "", tries >= kTries);
        return {};
    }));
    return go_on(services, run.id,
                 services.clock.now() + (tries < kTries ? pause_after(tries) : 0ms));
}

Result<void> turn(Services& services, const Takers& takers, const std::string& id) {
    const auto end = std::chrono::steady_clock::now() + kTurn;
    while (std::chrono::steady_clock::now() < end && !services.jobs.stopping()) {
        std::optional<Run> run;
        std::optional<Item> item;
        {
            auto reader = services.database.read();
            ImportStore store(*reader);
            run = store.run(id);
            if (!run || run->state != "running") return {};
            item = store.next(id);
        }
        if (!item) return finish(services, *run);
        const auto brought = Bringing(services, takers, *run).bring(*item);
        if (!brought) {
            base::log::info("an import waits", {{"why", brought.error().detail}});
            return wait(services, *run, *item, brought.error());
        }
        if (!run->waits.empty())
            TRY(services.database.write([&](storage::Connection& connection) -> Result<void> {
                ImportStore(connection).set_waits(id, "", run->silent);
                return {};
            }));
    }
    return go_on(services, id, services.clock.now());
}

Result<void> forget(Services& services, const std::string& id) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore store(connection);
        const auto run = store.run(id);
        if (run && (run->state == "checked" || run->state == "reading")) store.remove(id);
        return {};
    });
}

}  // namespace

Result<void> start_run(Services& services, const std::string& run) {
    TRY(services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore store(connection);
        const auto known = store.run(run);
        if (!known) return refuse(Fault::NotFound, "no such import");
        if (known->state == "checked" || known->state == "stopped") store.set_state(run, "running");
        return {};
    }));
    return go_on(services, run, services.clock.now());
}

Result<void> stop_run(Services& services, const std::string& run) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore store(connection);
        const auto known = store.run(run);
        if (known && known->state == "checked") store.remove(run);
        if (known && known->state == "running") store.set_state(run, "stopped");
        return {};
    });
}

void add_import_jobs(Services& services, const Takers& takers) {
    services.jobs.on(
        kJob, [&services, takers](const std::string& run) { return turn(services, takers, run); },
        storage::Scheduler::Runs::Apart);
    services.jobs.on(kForget,
                     [&services](const std::string& run) { return forget(services, run); });
}

void forget_later(Services& services, storage::Connection& connection, const std::string& run) {
    storage::enqueue(connection, kForget, run, services.clock.now() + kUnfollowed);
}

}  // namespace essaim::imports
