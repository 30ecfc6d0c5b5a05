// /integrer/actualites/{slug}: one text of ours for a frame on another site,
// which sends no cookie: title, beginning and the way to the page itself.
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_embed_routes(Services& services, Plug& plug);

}  // namespace essaim::news
