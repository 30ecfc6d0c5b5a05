// A host name as people write it, in the form the network compares: Unicode to
// punycode (IDNA 2008 with the mapping of UTS 46), lower case, no final dot. So
// "Élan.example" and "xn--lan-9la.example" are one (security.md B7). Malformed
// when it cannot be a name. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/base/error.h"

namespace essaim::net {

Result<std::string> ascii_host(std::string_view name);

}  // namespace essaim::net
