// Documents that an import brings from the site that was here before.
#pragma once

#include "node/feature.h"

namespace essaim::documents {

ImportDocument document_importer(Services& services);

}  // namespace essaim::documents
