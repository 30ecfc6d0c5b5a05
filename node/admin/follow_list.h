// /gestion/reseau/liste: a list of addresses to follow, looked at first; then
// each is asked by a job of its own, and what came of it is told here.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_follow_list_routes(Services& services, web::Router& router);
// One job "follow" per address, a few seconds apart.
Result<void> follow_later(Services& services, const std::vector<std::string>& handles);

}  // namespace essaim::admin
