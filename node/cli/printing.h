// What a command's answer looks like to a person: JSON in, lines out.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

#include "node/cli/words.h"

namespace essaim::cli {

void print_answer(std::ostream& out, const nlohmann::json& answer, const Words& words);

}  // namespace essaim::cli
