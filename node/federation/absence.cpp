#include "node/federation/absence.h"

#include <vector>

#include "node/base/log.h"
#include "node/federation/backfill.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kLong = 24h * 3;
constexpr std::chrono::milliseconds kMargin = 1h;  // peers' clocks, and what was under way

std::optional<base::Instant> last_alive(storage::Connection& connection) {
    auto query =
        connection.query("SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'last_alive'");
    if (!query.step()) return std::nullopt;
    return base::from_millis(query.number(0));
}

void write_down(storage::Connection& connection, base::Instant now) {
    connection
        .query(
            "INSERT INTO setting (name, value) VALUES ('last_alive', ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .arg(std::to_string(base::to_millis(now)))
        .run();
}

std::vector<std::string> followed(storage::Connection& connection) {
    std::vector<std::string> actors;
    auto query = connection.query("SELECT DISTINCT actor FROM following WHERE state = 'accepted'");
    while (query.step()) actors.push_back(query.text(0));
    return actors;
}

}  // namespace

Result<std::optional<base::Instant>> Absence::catch_up() {
    const auto now = parts_.clock.now();
    std::optional<base::Instant> since;
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        since = last_alive(connection);
        if (since && now - *since <= kLong) since.reset();
        write_down(connection, now);
        if (!since) return {};
        for (const auto& actor : followed(connection)) {
            Backfill::ask(connection, actor, *since - kMargin, now);
        }
        return announce(parts_, connection, parts_.actors.association(), parts_.profile.get(), now);
    });
    if (!written) return std::unexpected(written.error());
    if (since) {
        base::log::info("back after a long absence",
                        {{"since", std::to_string(base::to_millis(*since))}});
        parts_.outbox.wake();
    }
    return since;
}

void Absence::still_here() {
    const auto written =
        parts_.database.write([&](storage::Connection& connection) -> Result<void> {
            write_down(connection, parts_.clock.now());
            return {};
        });
    if (!written)
        base::log::warning("not written down that we are here", {{"why", written.error().detail}});
}

}  // namespace essaim::federation
