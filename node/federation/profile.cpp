#include "node/federation/profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

ProfileKeeper::ProfileKeeper(storage::Database& database, const std::string& title) {
    Profile profile;
    auto reader = database.read();
    auto query = reader->query("SELECT value FROM setting WHERE name = 'profile'");
    if (query.step()) {
        const auto stored = nlohmann::json::parse(query.text(0), nullptr, false);
        profile.title = activitypub::text(stored, "title");
        profile.tagline = activitypub::text(stored, "tagline");
        profile.sentence = activitypub::text(stored, "sentence");
        profile.hue = static_cast<int>(
            std::clamp<std::int64_t>(activitypub::number(stored, "hue").value_or(0), 0, 11));
    }
    if (profile.title.empty()) profile.title = title;
    put(profile);
}

Profile ProfileKeeper::get() const {
    return profile_.with([](const Profile& profile) { return profile; });
}

void ProfileKeeper::save(storage::Connection& connection, const Profile& profile) {
    const nlohmann::json value = {{"title", profile.title},
                                  {"tagline", profile.tagline},
                                  {"sentence", profile.sentence},
                                  {"hue", std::clamp(profile.hue, 0, 11)}};
    connection
        .query("INSERT INTO setting (name, value) VALUES ('profile', ?) "
               "ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .arg(value.dump())
        .run();
}

void ProfileKeeper::put(const Profile& profile) {
    profile_.with([&](Profile& mine) { mine = profile; });
}

}  // namespace essaim::federation
