#include "activitypub/shorten.h"

#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"

namespace activitypub {

void shorten(nlohmann::json& activity, std::size_t bytes) {
    const auto found = activity.find("object");
    if (found == activity.end() || !found->is_object()) return;
    const auto fits = [&] { return activity.dump().size() <= bytes; };
    for (const auto* copy : {"source", "contentMap"}) {
        if (fits()) return;
        found->erase(copy);
    }
    if (fits()) return;
    if (const auto id = text(*found, "id"); !id.empty()) *found = id;
}

}  // namespace activitypub
