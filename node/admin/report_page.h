// /signaler: anybody may say that something here is wrong, without an account,
// and gets a number (security.md L2, L3; DSA art. 16). Only what they can see
// here can be reported; what they cannot is as if it did not exist.
#pragma once

#include "node/admin/subjects.h"

namespace essaim::admin {

void add_report_routes(Services& services, web::Router& router, const ModeratedThings& things);

}  // namespace essaim::admin
