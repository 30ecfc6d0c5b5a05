// What peers tell of their documents: an Article that carries one is kept by the
// news as a text, and here as an entry of the library.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

// Of one author, in the library; a peer that tells of more is listed no further.
inline constexpr std::int64_t kMostOfOneAuthor = 2000;

void add_inbox(Services& services);

}  // namespace essaim::documents
