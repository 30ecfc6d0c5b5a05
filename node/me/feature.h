// What somebody who signed in does with their own account: passphrase, second
// code, recovery sheet, sessions, their data, leaving.
#pragma once

#include "node/feature.h"

namespace essaim::me {

void add_me(Services& services, Plug& plug);

}  // namespace essaim::me
