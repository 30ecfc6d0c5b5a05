// Forms that only our own pages can send (security.md E5): a token bound to
// the session, or to an anonymous cookie, and the browser's word on the origin.
#pragma once

#include <string>

#include "node/base/error.h"
#include "node/web/request.h"

namespace essaim::web {

// Of a session's or anonymous cookie's secret value.
std::string form_token(const std::string& cookie_value);
// Fault::Malformed for a form with files that cannot be read; Fault::Forbidden unless the field
// "csrf" is the token and Origin, when the browser sends it, is ours.
Result<void> check_form(const Request& request, const std::string& cookie_value,
                        const std::string& public_origin);

}  // namespace essaim::web
