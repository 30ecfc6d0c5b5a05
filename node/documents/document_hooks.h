// Where documents appear besides their own pages: the side of the front page, the
// weekly letter, the archive, moderation, the map for search engines.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_hooks(Services& services, Plug& plug);

}  // namespace essaim::documents
