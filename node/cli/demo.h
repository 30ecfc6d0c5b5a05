// `essaim demo`: three real nodes on loopback that follow each other and
// publish through their real inboxes. The only place, with the tests'
// configuration, where loopback federation exists.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace essaim::cli {

struct DemoOptions {
    int first_port = 8471;             // 0: any free ports
    bool keep = false;                 // leave the data when stopped
    bool headless = false;             // no sentences on the terminal
    std::filesystem::path ready_file;  // JSON written once all is ready
    std::uint64_t seed = 0;            // the same seed, the same texts in the same order
    int speed = 1;                     // how many times faster time passes
    std::string language = "fr";
};

// Runs until SIGINT or SIGTERM; the exit code.
int run_demo(const DemoOptions& options);

}  // namespace essaim::cli
