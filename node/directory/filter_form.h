// The GET form above the directory: what people choose by.
#pragma once

#include <string>

#include "node/directory/filter.h"
#include "node/directory/known_directory.h"
#include "node/feature.h"

namespace essaim::directory {

web::SafeHtml filter_form(Services& services, const KnownDirectory::Whole& whole,
                          web::Language language, const Filter& filter, const std::string& view);

}  // namespace essaim::directory
