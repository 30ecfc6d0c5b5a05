#include "node/admin/first_steps_store.h"

#include <nlohmann/json.hpp>

#include "node/storage/connection.h"

namespace essaim::admin {

std::map<std::string, base::Instant> FirstStepsStore::put_off() {
    std::map<std::string, base::Instant> until;
    auto query = connection_.query("SELECT value FROM setting WHERE name = 'later'");
    if (!query.step()) return until;
    const auto stored = nlohmann::json::parse(query.text(0), nullptr, false);
    if (!stored.is_object()) return until;
    for (const auto& [key, value] : stored.items()) {
        if (value.is_number_integer()) until[key] = base::from_millis(value.get<std::int64_t>());
    }
    return until;
}

void FirstStepsStore::save(const std::map<std::string, base::Instant>& until) {
    auto value = nlohmann::json::object();
    for (const auto& [key, instant] : until) value[key] = base::to_millis(instant);
    connection_
        .query(
            "INSERT INTO setting (name, value) VALUES ('later', ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .arg(value.dump())
        .run();
}

}  // namespace essaim::admin
