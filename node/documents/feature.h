// The library (document.h), and the files that the association gives out: those
// of its documents and the pictures of its texts, at /fichiers/{id}/{name}.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

void add_documents(Services& services, Plug& plug);

}  // namespace essaim::documents
