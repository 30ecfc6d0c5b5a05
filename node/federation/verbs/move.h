// Move received (FEP-7628, case 67): believed only after both sides were asked
// again and name each other, and once in seven days. Whom we follow is followed
// at the new address, and no more at the old one; who follows us is from then
// on known under the new one.
#pragma once

#include "node/federation/inbox_action.h"

namespace essaim::federation::verbs {

Result<void> prepare_move(const InboxParts& parts, Prepared& prepared, Network network);
Result<void> move(const InboxParts& parts, storage::Connection& connection,
                  const Prepared& prepared);

}  // namespace essaim::federation::verbs
