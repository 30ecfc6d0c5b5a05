// What the command line can ask of a node, as functions from JSON to JSON: run
// inside the serving process through control.h, or directly when none runs.
// A refusal is {"error": sentence}. The sentences are French source text.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "node/app.h"

namespace essaim::cli {

// {"command": "post.new", …arguments}.
nlohmann::json run_command(App& app, const nlohmann::json& request);

}  // namespace essaim::cli
