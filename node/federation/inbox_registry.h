// Which function acts on which incoming activity. Features register theirs in
// feature.cpp; the inbox calls the one that fits best, inside the transaction that also
// marks the activity done. A handler must be idempotent by natural key.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "activitypub/vocabulary/activity.h"
#include "node/base/clock.h"
#include "node/base/error.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct Incoming {
    const activitypub::Activity& activity;  // authenticated: its actor said it
    const nlohmann::json* object;           // embedded or fetched, authority checked; null if none
    std::string object_type;                // "" if unknown
    base::Instant now;
};

using InboxHandler = std::function<Result<void>(storage::Connection&, const Incoming&)>;

class InboxRegistry {
  public:
    // object_type "*": whatever the object is. The exact type wins over "*".
    void on(std::string activity_type, std::string object_type, InboxHandler handler);
    // After what is registered for exactly this so far, when that went well: an
    // Article is a text for one feature and tells of a document for another.
    void also(std::string activity_type, std::string object_type, InboxHandler handler);
    const InboxHandler* find(std::string_view activity_type, std::string_view object_type) const;

  private:
    std::map<std::pair<std::string, std::string>, InboxHandler> handlers_;
};

}  // namespace essaim::federation
