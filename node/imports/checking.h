// The first step: a file is read to its end before anything is kept of it, then
// its items become rows of a run that waits for its manager.
#pragma once

#include <string>
#include <string_view>

#include "node/feature.h"
#include "node/imports/bringing.h"

namespace essaim::imports {

// The id of the run. Unprocessable: a sentence in `language`; nothing is kept then.
Result<std::string> check_file(Services& services, const Takers& takers, web::Language language,
                               std::string_view bytes, const std::string& file_name,
                               const std::string& account);

}  // namespace essaim::imports
