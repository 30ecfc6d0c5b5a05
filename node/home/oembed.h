// /oembed (https://oembed.com): other sites paste the address of one of our
// pages and get the frame that shows it. JSON only. What may be framed, the
// features say (Plug::embeddable).
#pragma once

#include "node/feature.h"

namespace essaim::home {

void add_oembed_routes(Services& services, Plug& plug);

}  // namespace essaim::home
