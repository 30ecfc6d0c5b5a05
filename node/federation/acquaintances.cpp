#include "node/federation/acquaintances.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "node/base/log.h"
#include "node/federation/remote_actors.h"
#include "node/federation/verbs/remove.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kFresh = 24h * 7;
constexpr std::chrono::milliseconds kAgainAfter = 24h;  // when nothing answered
constexpr int kAtOnce = 5;

std::vector<std::string> stale(storage::Connection& connection, base::Instant now) {
    std::vector<std::string> actors;
    auto query =
        connection
            .query(
                "SELECT id FROM remote_actor WHERE gone_at IS NULL AND fetched_at < ? "
                "AND (id IN (SELECT actor FROM follower) OR id IN (SELECT actor FROM following)) "
                "ORDER BY fetched_at LIMIT ?")
            .arg(base::to_millis(now - kFresh))
            .arg(kAtOnce);
    while (query.step()) actors.push_back(query.text(0));
    return actors;
}

}  // namespace

void Acquaintances::refresh_some(const std::stop_token& stop) {
    const auto now = parts_.clock.now();
    std::vector<std::string> actors;
    {
        auto reader = parts_.database.read();
        actors = stale(*reader, now);
    }
    for (const auto& actor : actors) {
        if (stop.stop_requested()) return;
        const auto fetched = parts_.remote.fetch_actor(actor);
        if (fetched) continue;
        if (fetched.error().fault == Fault::Gone) {
            if (auto gone = departed(actor); !gone) {
                base::log::error("a departure was not written down",
                                 {{"why", gone.error().detail}});
            }
            continue;
        }
        std::ignore = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
            connection.query("UPDATE remote_actor SET fetched_at = ? WHERE id = ?")
                .arg(base::to_millis(now - kFresh + kAgainAfter))
                .arg(actor)
                .run();
            return {};
        });
    }
}

Result<void> Acquaintances::departed(const std::string& actor) {
    base::log::info("an actor is gone", {{"actor", actor}});
    activitypub::Activity goodbye;
    goodbye.id = actor + "#gone";
    goodbye.type = "Delete";
    goodbye.actor = actor;
    goodbye.object_id = actor;
    goodbye.object_ids = {actor};
    goodbye.document = std::make_shared<const nlohmann::json>(nlohmann::json{
        {"id", goodbye.id}, {"type", "Delete"}, {"actor", actor}, {"object", actor}});
    return parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        return verbs::remove_actor(parts_, connection, goodbye);
    });
}

}  // namespace essaim::federation
