// "Aussi publié dans : courriel, Mastodon, 4 nœuds" under a text of ours: where
// it really arrived, as deliveries and letters say.
#pragma once

#include <string>

#include "node/feature.h"

namespace essaim::news {

struct Post;

// "" while it arrived nowhere.
std::string reach_line(Services& services, storage::Connection& connection, const Post& post,
                       web::Language language);

}  // namespace essaim::news
