// Moving in: texts, pictures and documents of a WordPress export, an RSS or an
// Atom file (/gestion/imports), and the old site's addresses, which lead here
// where nothing of ours answers.
#pragma once

#include "node/feature.h"
#include "node/net/http_client.h"

namespace essaim::imports {

// After the features that keep what is brought: it asks the plug who does.
void add_imports(Services& services, Plug& plug, net::HttpClient& http);

}  // namespace essaim::imports
