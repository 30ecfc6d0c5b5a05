// /gestion/serveurs/liste: a list of servers of others, first as a plan that
// changes nothing: what it would do and whom we would lose; then, if wanted,
// applied. And ours as a file, as Mastodon reads it.
#pragma once

#include "node/feature.h"
#include "node/federation/moderation.h"

namespace essaim::admin {

void add_server_lists_routes(Services& services, web::Router& router);

std::string level_text(Services& services, federation::PolicyLevel level, web::Language language);
// LOST: who would no longer follow us or be followed, by name, in a section of `box`.
void show_cut(Services& services, web::Page& box, const federation::Cut& cut,
              web::Language language);

}  // namespace essaim::admin
