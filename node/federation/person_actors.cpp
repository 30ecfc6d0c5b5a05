#include "node/federation/person_actors.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "activitypub/build.h"
#include "activitypub/vocabulary/terms.h"
#include "node/federation/actor_name.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kGoodbyeWaits = 24h * 7;

std::vector<std::string> names_taken(storage::Connection& connection) {
    std::vector<std::string> names;
    auto query = connection.query("SELECT name FROM local_actor WHERE kind <> 'node'");
    while (query.step()) names.push_back(query.text(0));
    return names;
}

}  // namespace

const LocalActor* PersonActors::of(std::string_view account) const {
    for (const auto* actor : parts_.actors.all()) {
        if (actor->kind == "person" && actor->account == account && !actor->leaving) return actor;
    }
    return nullptr;
}

std::optional<std::string_view> PersonActors::problem_with(std::string_view name) const {
    auto reader = parts_.database.read();
    return problem_of_name(name, parts_.actors.association().name, names_taken(*reader));
}

Result<void> PersonActors::add(const std::string& name, const std::string& display_name,
                               const std::string& account) {
    auto keys = KeyPair::generate();
    const auto now = parts_.clock.now();
    const LocalActor actor{.name = name,
                           .kind = "person",
                           .id = {},
                           .rsa = std::move(keys.rsa),
                           .ed25519 = std::move(keys.ed25519),
                           .created = {},
                           .previous = {},
                           .rotation = {},
                           .account = account,
                           .display_name = display_name.empty() ? name : display_name};
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        if (const auto problem =
                problem_of_name(name, parts_.actors.association().name, names_taken(connection))) {
            return refuse(Fault::Unprocessable, std::string(*problem));
        }
        if (connection.query("SELECT 1 FROM local_actor WHERE account = ? AND deleted_at IS NULL")
                .arg(account)
                .step()) {
            return refuse(Fault::Conflict, "Vous avez déjà une adresse.");
        }
        LocalActors::add(connection, actor, now);
        return {};
    });
    if (!written) return written;
    return refresh(parts_);
}

Result<void> PersonActors::remove(const std::string& account) {
    const auto* actor = of(account);
    if (actor == nullptr) return refuse(Fault::NotFound, "Vous n’avez pas d’adresse.");
    const auto now = parts_.clock.now();
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        connection.query("UPDATE local_actor SET deleted_at = ? WHERE name = ?")
            .arg(base::to_millis(now))
            .arg(actor->name)
            .run();
        return parts_.outbox.publish(
            connection,
            activitypub::make_activity(
                parts_.outbox.new_activity_id(now), "Delete", actor->id, nlohmann::json(actor->id),
                {std::string(activitypub::kPublic)}, {actor->id + "/followers"}, now),
            Listing::Unlisted, now, Reach::KnownHosts);
    });
    if (!written) return written;
    return refresh(parts_);
}

Result<void> PersonActors::finish_leaving() {
    bool any = false;
    for (const auto* actor : parts_.actors.all()) any = any || actor->leaving;
    if (!any) return {};
    const auto now = parts_.clock.now();
    bool changed = false;
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        for (const auto* actor : parts_.actors.all()) {
            if (!actor->leaving) continue;
            // Their keys go: nothing is ever signed in that name again.
            const auto gone =
                connection
                    .query(
                        "UPDATE local_actor SET gone_at = ?, rsa_private = x'', ed25519_private = "
                        "x'', "
                        "rsa_previous = NULL, ed25519_previous = NULL, rotation = '', account = "
                        "NULL "
                        "WHERE name = ? AND gone_at IS NULL AND (deleted_at < ? OR NOT EXISTS "
                        "(SELECT 1 FROM delivery WHERE sender = ? AND state = 'waiting'))")
                    .arg(base::to_millis(now))
                    .arg(actor->name)
                    .arg(base::to_millis(now - kGoodbyeWaits))
                    .arg(actor->name)
                    .run();
            if (gone == 0) continue;
            changed = true;
            connection.query("DELETE FROM follower WHERE local_name = ?").arg(actor->name).run();
        }
        return {};
    });
    if (!written || !changed) return written;
    return refresh(parts_);
}

}  // namespace essaim::federation
