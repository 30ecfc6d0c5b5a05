// /gestion/moderation: what was reported, and what moderators may do about it;
// what is hidden; who did what. Every act can be undone on the same page.
#pragma once

#include "node/admin/subjects.h"

namespace essaim::admin {

void add_moderation_routes(Services& services, web::Router& router, const ModeratedThings& things);

}  // namespace essaim::admin
