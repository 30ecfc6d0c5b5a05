// What the three associations of the demo have in their libraries: texts to be
// read on the page, and a file that goes the way of every upload.
#pragma once

#include <string>

#include "node/feature.h"

namespace essaim::cli {

// `name` is the association's handle: "noisette".
Result<void> give_documents(Services& services, const std::string& name);

}  // namespace essaim::cli
