// What other nodes say of initiatives, pushed to the inbox or read from their
// directories: checked, bounded, and filed as what it is, somebody's word.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/directory/card_store.h"
#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

inline constexpr std::int64_t kMostClaimsOfHost = 2'000;
inline constexpr std::int64_t kMostClaims = 60'000;
// Of those whom we do not follow, about others: what strangers say leaves room.
inline constexpr std::int64_t kMostOfStrangers = 40'000;

// In the caller's transaction. `from` is the host that passed it on; its author
// was authenticated, or `proven` says that the card carries their signature. The
// error's detail is the reason, for the log. `listed`: read from its author's own directory.
Result<Filed> take_claim(Services& services, storage::Connection& connection,
                         const nlohmann::json& document, const std::string& from, bool proven,
                         bool listed = false);

void register_card_inbox(Services& services);

}  // namespace essaim::directory
