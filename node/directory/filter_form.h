// The GET form above the directory: what people choose by.
#pragma once

#include <string>

#include "node/directory/filter.h"
#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

web::SafeHtml filter_form(Services& services, storage::Connection& connection,
                          web::Language language, const Filter& filter, const std::string& view);

}  // namespace essaim::directory
