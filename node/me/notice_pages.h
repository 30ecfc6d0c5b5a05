// /moi/notifications: what happened, what of it is new, and which kinds one
// does not want to be told of.
#pragma once

#include "node/feature.h"

namespace essaim::me {

void add_notice_routes(Services& services, web::Router& router);

}  // namespace essaim::me
