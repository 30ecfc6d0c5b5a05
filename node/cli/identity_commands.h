// `essaim keys`, `essaim alias` and `essaim move`: their words, and what they do.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/app.h"
#include "node/cli/words.h"

namespace CLI {
class App;
}

namespace essaim::cli {

using Send = std::function<void(const nlohmann::json& request)>;
void add_identity_words(CLI::App& app, const Words& words, Send send);

using Commands = std::map<std::string, std::function<nlohmann::json(App&, const nlohmann::json&)>>;
Commands identity_commands();

}  // namespace essaim::cli
