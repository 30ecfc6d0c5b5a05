// The section [mail] of the configuration: through which server mail leaves,
// and as whom. A password never crosses the network in the clear.
#pragma once

#include <filesystem>

#include "node/base/config_reading.h"

namespace essaim::base {

// `beside`: the directory of the file, for relative names in it.
Config::Mail read_mail(Reading& reading, const std::filesystem::path& beside);

// What `essaim init` writes of it: commented out, an example each.
extern const char* const kMailTemplate;

}  // namespace essaim::base
