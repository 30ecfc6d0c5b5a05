// /gestion/courriel: does mail leave, what was refused and why, a letter to
// oneself as a test; and without a server, how to name one.
#pragma once

#include <vector>

#include "node/admin/health.h"
#include "node/feature.h"

namespace essaim::admin {

void add_mail_routes(Services& services, web::Router& router);

// What is wrong with the mail, for the overview: nothing when all is well.
std::vector<Sentence> mail_troubles(Services& services, web::Language language);

}  // namespace essaim::admin
