#include "node/federation/pins.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/build.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/terms.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

bool may_be_pinned(const std::optional<StoredObject>& object, const std::string& us) {
    if (!object || !object->local || object->deleted || object->actor != us) return false;
    const auto document = nlohmann::json::parse(object->json, nullptr, false);
    return activitypub::is_public_audience(activitypub::list(document, "to"),
                                           activitypub::list(document, "cc"));
}

}  // namespace

std::vector<std::string> pinned_objects(storage::Connection& connection) {
    std::vector<std::string> objects;
    auto query = connection.query(
        "SELECT p.object FROM pinned p CROSS JOIN object o ON o.id = p.object "
        "WHERE o.deleted IS NULL ORDER BY p.at DESC, p.object");
    while (query.step()) objects.push_back(query.text(0));
    return objects;
}

Result<void> Pins::say(storage::Connection& connection, const char* type,
                       const std::string& object) const {
    const auto now = parts_.clock.now();
    const auto& us = parts_.actors.association();
    auto activity = activitypub::make_activity(
        parts_.outbox.new_activity_id(now), type, us.id, nlohmann::json(object),
        {std::string(activitypub::kPublic)}, {us.id + "/followers"}, now);
    activity["target"] = us.id + "/featured";
    return parts_.outbox.publish(connection, activity, Listing::Unlisted, now);
}

Result<void> Pins::pin(const std::string& object) {
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        if (!may_be_pinned(ObjectStore(connection).find(object), parts_.actors.association().id)) {
            return refuse(Fault::NotFound, "Ce texte n’est pas publié ici.");
        }
        const auto pinned = pinned_objects(connection);
        if (std::ranges::find(pinned, object) != pinned.end()) return {};
        if (pinned.size() >= kMost) {
            return refuse(Fault::Conflict,
                          "Cinq textes sont déjà épinglés : retirez-en un d’abord.");
        }
        connection.query("INSERT OR REPLACE INTO pinned (object, at) VALUES (?, ?)")
            .arg(object)
            .arg(base::to_millis(parts_.clock.now()))
            .run();
        return say(connection, "Add", object);
    });
    parts_.outbox.wake();
    return written;
}

Result<void> Pins::unpin(const std::string& object) {
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        if (connection.query("DELETE FROM pinned WHERE object = ?").arg(object).run() == 0)
            return {};
        return say(connection, "Remove", object);
    });
    parts_.outbox.wake();
    return written;
}

std::vector<std::string> Pins::list() const {
    auto reader = parts_.database.read();
    return pinned_objects(*reader);
}

bool Pins::is_pinned(const std::string& object) const {
    const auto pinned = list();
    return std::ranges::find(pinned, object) != pinned.end();
}

}  // namespace essaim::federation
