#include "node/cli/client.h"

#include <nlohmann/json.hpp>

#include "node/app.h"
#include "node/cli/commands.h"
#include "node/cli/control.h"

namespace essaim::cli {

Result<nlohmann::json> command_on(const std::filesystem::path& directory,
                                  const nlohmann::json& request) {
    auto answer = ask_node(directory / "essaim.sock", request);
    if (answer || answer.error().fault != Fault::Unavailable) return answer;
    auto config = base::read_config(directory / "essaim.toml");
    if (!config) return refuse(Fault::NotFound, "no readable essaim.toml in " + directory.string());
    try {
        App app(std::move(*config), {.directory = directory});
        return run_command(app, request);
    } catch (const std::runtime_error& failure) {
        return refuse(Fault::Unavailable, failure.what());
    }
}

}  // namespace essaim::cli
