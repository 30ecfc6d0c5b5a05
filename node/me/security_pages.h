// /moi/securite: passphrase, recovery sheet, second code, and the devices where
// one is signed in.
#pragma once

#include "node/feature.h"

namespace essaim::me {

void add_security_routes(Services& services, web::Router& router);
void add_second_code_routes(Services& services, web::Router& router);

}  // namespace essaim::me
