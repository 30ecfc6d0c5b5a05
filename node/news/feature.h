// What the feature "news" plugs into the node (see node/feature.h).
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_news(Services& services, Plug& plug);

}  // namespace essaim::news
