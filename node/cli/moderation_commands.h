// `essaim moderate …` and `essaim queue retry|drop`: what moderators and the
// operator can do on the pages, from the command line; JSON to JSON, see
// commands.h.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/app.h"

namespace essaim::cli {

std::map<std::string, std::function<nlohmann::json(App&, const nlohmann::json&)>>
moderation_commands();

}  // namespace essaim::cli
