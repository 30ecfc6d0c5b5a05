// Figures that other nodes say, pushed to the inbox or read from their
// collections: checked, bounded, filed as what they are, somebody's word, and
// never changed by what comes later under the same name.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

inline constexpr std::int64_t kMostFiguresOfHost = 20'000;
inline constexpr std::int64_t kMostFigures = 400'000;

// In the caller's transaction. `from` is the host that passed it on; its author
// was authenticated, or `proven` says that it carries their signature. False: it
// is held already. The error's detail is the reason, for the log.
Result<bool> take_observation(Services& services, storage::Connection& connection,
                              const nlohmann::json& document, const std::string& from, bool proven);

void register_observation_inbox(Services& services);

}  // namespace essaim::directory
