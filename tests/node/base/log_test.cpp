#include "node/base/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "node/base/text.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;

namespace {

// What `act` writes to standard error.
template <class F>
std::string captured(F act) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "log";
    std::fflush(stderr);
    const int before = ::dup(STDERR_FILENO);
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(fd, STDERR_FILENO);
    ::close(fd);
    act();
    std::fflush(stderr);
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("an event is one line of JSON, whatever its values hold") {
    struct Row {
        std::string value;
        std::string_view expected;
    };
    const Row table[] = {
        {"plain", R"("v":"plain"})"},
        {"a\"b\\c", R"("v":"a\"b\\c"})"},
        {"two\nlines\r\t", R"("v":"two\u000alines\u000d\u0009"})"},
        {"{\"level\":\"info\"}\n{}", R"("v":"{\"level\":\"info\"}\u000a{}"})"},
        {"été", R"("v":"été"})"},
        {"\xE9t\xE9", R"("v":"\u00e9t\u00e9"})"},
        {std::string("\0\x7f", 2), R"("v":"\u0000\u007f"})"},
        {"{} %v {0}", R"("v":"{} %v {0}"})"},
    };
    for (const auto& row : table) {
        CAPTURE(row.value);
        const auto line = captured([&] { base::log::warning("event", {{"v", row.value}}); });
        CHECK(line.starts_with(R"({"ts":)"));
        CHECK(line.find(R"(,"level":"warning","event":"event",)") != std::string::npos);
        CHECK(line.ends_with(std::string(row.expected) + "\n"));
        CHECK(std::ranges::count(line, '\n') == 1);
        CHECK(base::is_valid_utf8(line));
    }
}

TEST_CASE("events below the level are not written") {
    const auto text = captured([] {
        base::log::set_level(base::log::Level::Warning);
        base::log::info("quiet");
        base::log::error("loud");
        base::log::set_level(base::log::Level::Debug);
        base::log::debug("whisper");
        base::log::set_level(base::log::Level::Info);
        base::log::debug("nothing");
    });
    CHECK(text.find("quiet") == std::string::npos);
    CHECK(text.find("nothing") == std::string::npos);
    CHECK(text.find("\"level\":\"error\",\"event\":\"loud\"}") != std::string::npos);
    CHECK(text.find("\"level\":\"debug\",\"event\":\"whisper\"}") != std::string::npos);
}

TEST_CASE("lines of several threads are not mixed") {
    const auto text = captured([] {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([] {
                for (int i = 0; i < 100; ++i) base::log::info("e", {{"v", std::string(200, 'x')}});
            });
        }
    });
    int lines = 0;
    for (const auto line : base::split(text, '\n')) {
        if (line.empty()) continue;
        ++lines;
        CHECK(line.starts_with("{\"ts\":"));
        CHECK(line.ends_with("x\"}"));
    }
    CHECK(lines == 400);
}
