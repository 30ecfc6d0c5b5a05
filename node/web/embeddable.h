// A page that other sites may show in a frame (unlike all others, which
// httplib_bridge.cpp keeps out of frames). It runs no script, sends no form,
// and lies in caches for ten minutes unless a cookie came with the request.
// Pure; any thread.
#pragma once

#include <string>

#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {

Response embeddable_html(const Request& request, std::string body);

}  // namespace essaim::web
