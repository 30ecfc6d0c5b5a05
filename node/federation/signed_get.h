// Who signed a GET, where that matters. A key we do not hold is fetched while
// the connection waits, no thread does, and the handler runs again. Any thread.
#pragma once

#include <expected>
#include <string>

#include "node/federation/inbox.h"
#include "node/federation/inbox_limits.h"
#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::federation {

// The actor whose key it is; else the answer: 401, 403, 429, or one that waits.
std::expected<std::string, web::Response> signer_of(const web::Request& request,
                                                    const InboxParts& parts, InboxLimits& limits);

}  // namespace essaim::federation
