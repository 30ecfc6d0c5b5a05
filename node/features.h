// The explicit list of features; a new one is one line in features.cpp.
#pragma once

#include "node/feature.h"
#include "node/net/http_client.h"

namespace essaim {

// `http` for what is not federation: front pages of sites, files of one
// that moves in.
void add_features(Services& services, Plug& plug, net::HttpClient& http);

}  // namespace essaim
