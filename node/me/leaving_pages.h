// /moi/donnees: taking one's data along as a file, and leaving, with a week to
// think again.
#pragma once

#include "node/feature.h"

namespace essaim::me {

void add_leaving_routes(Services& services, Plug& plug);

}  // namespace essaim::me
