// `essaim doctor`: asks the node over its public address, as a stranger would,
// and says in sentences what would keep others from following it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/base/config.h"
#include "node/cli/words.h"

namespace essaim::cli {

struct Finding {
    bool good = false;
    std::string what;    // sentence
    std::string advice;  // what to do, "" when good
};

// Headers of a POST to /inbox with this body, signed by the running node as the
// association; nothing if it does not run.
struct Signed {
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};
using Signer = std::function<std::optional<Signed>()>;

std::vector<Finding> examine(const base::Config& config, const Words& words, const Signer& sign);

// Asks the node that serves this directory.
Signer signer_of(const std::filesystem::path& directory, const base::Config& config);

}  // namespace essaim::cli
