// Files that the association gives out: the pictures of its texts, at
// /fichiers/{id}/{name}.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_documents(Services& services, Plug& plug);

}  // namespace essaim::documents
