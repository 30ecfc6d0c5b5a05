// Whom to follow, as Mastodon exports it (following_accounts.csv: "Account
// address" first), or one address a line. plan_follows() says of each line what
// would come of it; nothing is asked of anybody. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/error.h"
#include "node/federation/domain_policy.h"
#include "node/federation/follows.h"

namespace essaim::federation {

enum class FollowLine {
    New,         // would be asked
    Already,     // is followed, or was asked
    Ourselves,   // of this node
    Blocked,     // its server is
    Unreadable,  // no user@host
};

struct PlannedFollow {
    std::size_t line = 0;
    std::string typed;
    std::string handle;  // "user@host", lower-case host; "" if unreadable
    FollowLine what = FollowLine::Unreadable;
};

// Fault::Unprocessable with a French sentence: not CSV, or more than 500 lines.
Result<std::vector<PlannedFollow>> plan_follows(std::string_view csv,
                                                const std::vector<Followed>& following,
                                                const DomainRules& rules);

}  // namespace essaim::federation
