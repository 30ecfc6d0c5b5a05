// What the feature "directory" plugs into the node (see node/feature.h).
#pragma once

#include "node/feature.h"
#include "node/net/http_client.h"

namespace essaim::directory {

// `http` for the front pages of sites that name a node as their own.
void add_directory(Services& services, Plug& plug, net::HttpClient& http);

}  // namespace essaim::directory
