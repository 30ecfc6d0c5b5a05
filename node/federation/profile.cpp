#include "node/federation/profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

void read_standing(const nlohmann::json& stored, Profile& profile) {
    for (const auto* field : activitypub::values(stored, "fields")) {
        if (profile.fields.size() == kMostFields) break;
        profile.fields.push_back(
            {activitypub::text(*field, "name"), activitypub::text(*field, "value")});
    }
    profile.tags = activitypub::list(stored, "tags");
    if (profile.tags.size() > kMostTags) profile.tags.resize(kMostTags);
    profile.discoverable = activitypub::boolean(stored, "discoverable", true);
    profile.indexable = activitypub::boolean(stored, "indexable", true);
    profile.show_followers = activitypub::boolean(stored, "show_followers", false);
    profile.show_following = activitypub::boolean(stored, "show_following", true);
    profile.full_texts = activitypub::boolean(stored, "full_texts", false);
}

nlohmann::json fields_of(const Profile& profile) {
    auto fields = nlohmann::json::array();
    for (const auto& field : profile.fields) {
        fields.push_back({{"name", field.name}, {"value", field.value}});
    }
    return fields;
}

}  // namespace

bool is_same_abroad(const Profile& one, const Profile& other) {
    auto changed = one;
    changed.footer = other.footer;
    changed.legal = other.legal;
    changed.without = other.without;
    return changed == other;
}

ProfileKeeper::ProfileKeeper(storage::Database& database, const std::string& title) {
    Profile profile;
    auto reader = database.read();
    auto query = reader->query("SELECT value FROM setting WHERE name = 'profile'");
    if (query.step()) {
        const auto stored = nlohmann::json::parse(query.text(0), nullptr, false);
        profile.title = activitypub::text(stored, "title");
        profile.tagline = activitypub::text(stored, "tagline");
        profile.sentence = activitypub::text(stored, "sentence");
        profile.accent = activitypub::text(stored, "accent");
        profile.about = activitypub::text(stored, "about");
        profile.place = activitypub::text(stored, "place");
        profile.email = activitypub::text(stored, "email");
        profile.unit = activitypub::text(stored, "unit");
        profile.worth = activitypub::text(stored, "worth");
        profile.logo = activitypub::text(stored, "logo");
        profile.initiative = activitypub::text(stored, "initiative");
        profile.footer = activitypub::text(stored, "footer");
        profile.legal = activitypub::text(stored, "legal");
        profile.without = activitypub::list(stored, "without");
        read_standing(stored, profile);
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
                                  {"hue", std::clamp(profile.hue, 0, 11)},
                                  {"accent", profile.accent},
                                  {"about", profile.about},
                                  {"place", profile.place},
                                  {"email", profile.email},
                                  {"unit", profile.unit},
                                  {"worth", profile.worth},
                                  {"logo", profile.logo},
                                  {"initiative", profile.initiative},
                                  {"footer", profile.footer},
                                  {"legal", profile.legal},
                                  {"without", profile.without},
                                  {"fields", fields_of(profile)},
                                  {"tags", profile.tags},
                                  {"discoverable", profile.discoverable},
                                  {"indexable", profile.indexable},
                                  {"show_followers", profile.show_followers},
                                  {"show_following", profile.show_following},
                                  {"full_texts", profile.full_texts}};
    connection
        .query(
            "INSERT INTO setting (name, value) VALUES ('profile', ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .arg(value.dump())
        .run();
}

void ProfileKeeper::put(const Profile& profile) {
    profile_.with([&](Profile& mine) { mine = profile; });
}

}  // namespace essaim::federation
