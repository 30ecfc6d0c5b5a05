// /documents/ajouter and /documents/{slug}/modifier: one form, for writers; a
// file that was read waits in it when something else is still wrong.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_writing_routes(Services& services, web::Router& router);

}  // namespace essaim::documents
