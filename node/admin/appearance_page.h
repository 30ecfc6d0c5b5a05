// /gestion/apparence: colour, logo or rosette, what the front page shows, the
// foot of the pages and the legal notice, with the note as visitors see it.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_appearance_routes(Services& services, web::Router& router);

}  // namespace essaim::admin
