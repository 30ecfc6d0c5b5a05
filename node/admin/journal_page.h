// /gestion/journal: who did what, when, to what; a year of it, for those who manage.
#pragma once

#include "node/admin/subjects.h"

namespace essaim::admin {

void add_journal_routes(Services& services, web::Router& router, const ModeratedThings& things);

}  // namespace essaim::admin
