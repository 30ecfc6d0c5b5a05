// What reaches people by mail: the weekly letter, for whoever asked for it, and
// links that only the owner of an address can open.
#pragma once

#include "node/feature.h"

namespace essaim::letters {

void add_letters(Services& services, Plug& plug);

}  // namespace essaim::letters
