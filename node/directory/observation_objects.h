// Figures as ActivityPub sees them: each observation under its own address,
// /chiffres/{id}, and the collection of all that this node holds with their
// authors' proofs, /chiffres, which the association's actor names ("figures").
#pragma once

#include "node/feature.h"

namespace essaim::directory {

void add_observation_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
