// Runs a command (commands.h) where the data is: in the node that serves the
// directory, or, when none runs, in this process under the directory's lock.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "node/base/error.h"

namespace essaim::cli {

Result<nlohmann::json> command_on(const std::filesystem::path& directory,
                                  const nlohmann::json& request);

}  // namespace essaim::cli
