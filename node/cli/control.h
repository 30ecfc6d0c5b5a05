// How the command line reaches a node that runs: one JSON object per line over
// <data>/essaim.sock (mode 0600), one JSON object back. The node that serves
// owns the writing connection, so a command never opens the database beside it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>

#include "node/base/error.h"

namespace essaim::cli {

using ControlHandler = std::function<nlohmann::json(const nlohmann::json& request)>;

// The serving side: one thread, one request at a time.
class ControlServer {
  public:
    ControlServer(std::filesystem::path socket, ControlHandler handler);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Fault::Unavailable when no node listens there.
Result<nlohmann::json> ask_node(const std::filesystem::path& socket, const nlohmann::json& request);

}  // namespace essaim::cli
