// What news answers to moderation: a published text by its IRI or the address
// of its page, hidden or not; and one of ours taken back for everybody.
#pragma once

#include "node/feature.h"

namespace essaim::news {

Moderated moderated_posts(Services& services);

}  // namespace essaim::news
