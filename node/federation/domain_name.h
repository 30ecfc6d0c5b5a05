// The domain in what people and lists write: "Spam.example", "*.spam.example",
// "https://spam.example/page", "@eve@spam.example:8443". As the table of
// policies keeps it: ASCII, lower case, no port. A single label, such as "com",
// would cover too much and is refused. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/base/error.h"

namespace essaim::federation {

// Fault::Unprocessable with a French sentence.
Result<std::string> domain_in(std::string_view typed);

// Is it that domain, or below it? Neither has a port.
bool covers(std::string_view domain, std::string_view host);

// "spam.example:8443" and "[::1]:80" without their port.
std::string_view without_port(std::string_view host);

}  // namespace essaim::federation
