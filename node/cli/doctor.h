// `essaim doctor`: asks the node over its public address, as a stranger would,
// and says in sentences what would keep others from following it.
#pragma once

#include <string>
#include <vector>

#include "node/base/config.h"
#include "node/cli/words.h"

namespace essaim::cli {

struct Finding {
    bool good = false;
    std::string what;    // sentence
    std::string advice;  // what to do, "" when good
};

std::vector<Finding> examine(const base::Config& config, const Words& words);

}  // namespace essaim::cli
