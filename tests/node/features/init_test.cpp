#include "node/cli/serve.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "node/base/config.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;

namespace {

cli::InitOptions options_for(const std::filesystem::path& directory) {
    return {.directory = directory,
            .url = "http://localhost:28470",
            .name = "association",
            .title = "Mon association",
            .port = 28470,
            .allow_addresses = {}};
}

// Ctrl+C, or the power, while the keys are made. False if it came too late.
bool interrupt_init(const std::filesystem::path& directory) {
    const cli::Words words(web::Language::English);
    const auto child = ::fork();
    if (child == 0) ::_exit(cli::run_init(options_for(directory), words));
    while (!std::filesystem::exists(directory) || std::filesystem::is_empty(directory)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE("an init that was killed leaves no half node: the next one makes it whole") {
    const cli::Words words(web::Language::English);
    bool interrupted = false;
    for (int i = 0; i < 10 && !interrupted; ++i) {
        const test::TemporaryDirectory top;
        const auto directory = top / "data";
        interrupted = interrupt_init(directory);
        if (!interrupted) continue;
        CHECK_FALSE(std::filesystem::exists(directory / "essaim.toml"));
        CHECK(cli::run_init(options_for(directory), words) == 0);
        const auto config = base::read_config(directory / "essaim.toml");
        REQUIRE(config);
        CHECK(config->title == "Mon association");
        CHECK_FALSE(std::filesystem::exists(directory / "essaim.toml.new"));
    }
    CHECK(interrupted);
}

TEST_CASE("init says why it cannot write, and leaves nothing behind") {
    const cli::Words words(web::Language::English);
    const test::TemporaryDirectory top;
    const auto file = top.write("data", "a file where the directory should be");
    CHECK(cli::run_init(options_for(file), words) == 1);
    auto wrong = options_for(top / "new");
    wrong.url = "http://lanoisette.example";  // https is required there
    CHECK(cli::run_init(wrong, words) == 1);
    CHECK(std::filesystem::is_empty(top / "new"));
}
