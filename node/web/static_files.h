// Style sheet, icons, fonts and modules at /static/<name>, embedded in the
// program; a matching ?v= may be kept for a year. Also the rosette of any key
// as a file (rosette_path). Any thread.
#pragma once

#include <string>

#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {

class Router;

Response static_file(const Request& request, const std::string& name);  // 404 for a name we lack
void add_static_routes(Router& router);

}  // namespace essaim::web
