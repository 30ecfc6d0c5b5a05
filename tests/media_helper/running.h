// Runs essaim-media on some bytes as the node does, and reads its answer.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::media_helper::testing {

struct Run {
    nlohmann::json line;
    std::string rest;  // what follows the line
    // Resident. Linux counts in what the parent ever held before it started the child,
    // so only what goes beyond that tells something.
    long peak_kb = 0, parent_kb = 0;
    bool stayed_below(long kb) const { return peak_kb < std::max(kb, parent_kb + 5000); }
    int status = -1;  // of waitpid
    std::string bytes_of(std::size_t variant) const {
        std::size_t from = 0;
        for (std::size_t i = 0; i < variant; ++i)
            from += line["variants"][i]["bytes"].get<std::size_t>();
        return rest.substr(from, line["variants"][variant]["bytes"].get<std::size_t>());
    }
    std::string reason() const { return line.value("reason", "none"); }
};

// A file without a name, like the node's spool; `size` may be more than the bytes.
inline int file_of(std::string_view bytes, off_t size = 0) {
    const int file = ::memfd_create("input", MFD_CLOEXEC);
    REQUIRE(file >= 0);
    REQUIRE(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    if (size > 0) REQUIRE(::ftruncate(file, size) == 0);
    return file;
}

inline std::string read_to_end(int file) {
    std::string result;
    std::array<char, 65536> buffer;
    for (;;) {
        const auto count = ::read(file, buffer.data(), buffer.size());
        if (count <= 0) return result;
        result.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

inline long resident_kb() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

inline Run run(const char* mode, int file) {
    std::array<int, 2> out{};
    REQUIRE(::pipe2(out.data(), O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::string program = ESSAIM_MEDIA, word = mode;
    std::array<char*, 3> arguments{program.data(), word.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    Run result;
    result.parent_kb = resident_kb();
    pid_t child = -1;
    REQUIRE(::posix_spawn(&child, ESSAIM_MEDIA, &actions, nullptr, arguments.data(),
                          environment.data()) == 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    ::close(file);
    auto all = read_to_end(out[0]);
    ::close(out[0]);
    rusage usage{};
    REQUIRE(::wait4(child, &result.status, 0, &usage) == child);
    result.peak_kb = usage.ru_maxrss;
    const auto end = all.find('\n');
    if (end != std::string::npos)
        result.line = nlohmann::json::parse(all.substr(0, end), nullptr, false);
    result.rest = end == std::string::npos ? "" : all.substr(end + 1);
    return result;
}

inline Run run(const char* mode, std::string_view bytes) { return run(mode, file_of(bytes)); }

// A refusal is an answer: the program ends well and says nothing else.
inline void check_refused(const Run& result, const std::string& reason) {
    CHECK(result.status == 0);
    CHECK(result.line["ok"] == false);
    CHECK(result.reason() == reason);
    CHECK(result.rest.empty());
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryTells = false;  // shadow memory, red zones, quarantine
#else
inline constexpr bool kMemoryTells = true;
#endif

}  // namespace essaim::media_helper::testing
