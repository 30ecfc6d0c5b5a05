// `essaim init`, `serve` and `doctor`: creating a node in a directory, running
// it until SIGTERM or SIGINT, examining it. Each returns the exit code.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "node/cli/words.h"

namespace essaim::cli {

struct InitOptions {
    std::filesystem::path directory;
    std::string url;
    std::string name;
    std::string title;
    int port = 8470;
    std::vector<std::string> allow_addresses;
};
int run_init(const InitOptions& options, const Words& words);

struct ServeOptions {
    std::filesystem::path directory;
    std::filesystem::path ready_file;
    bool welcome = false;
};
int run_serve(const ServeOptions& options, const Words& words);

int run_doctor(const std::filesystem::path& directory, bool json, const Words& words);

}  // namespace essaim::cli
