#include "node/federation/delivery_bodies.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/json_access.h"
#include "node/storage/connection.h"

namespace essaim::federation {

Bodies::Found Bodies::of(const std::string& activity, storage::Connection& connection) {
    const auto known = std::ranges::find(recent_, activity, &Entry::activity);
    if (known != recent_.end()) {
        recent_.splice(recent_.begin(), recent_, known);
        return known->found;
    }
    auto query = connection.query("SELECT json FROM object WHERE id = ?").arg(activity);
    if (!query.step()) return {};
    auto body = std::make_shared<const std::string>(query.text(0));
    const auto document = nlohmann::json::parse(*body, nullptr, false);
    const auto who = activitypub::visibility_of(activitypub::list(document, "to"),
                                                activitypub::list(document, "cc"));
    recent_.push_front({activity, {std::move(body), who == activitypub::Visibility::Followers}});
    if (recent_.size() > kBodies) recent_.pop_back();
    return recent_.front().found;
}

}  // namespace essaim::federation
