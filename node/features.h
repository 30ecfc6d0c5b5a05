// The explicit list of features; a new one is one line in features.cpp.
#pragma once

#include "node/feature.h"

namespace essaim {

void add_features(Services& services, Plug& plug);

}  // namespace essaim
