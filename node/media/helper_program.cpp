#include "node/media/helper_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string_view>

#include "activitypub/json_access.h"
#include "node/base/log.h"

namespace essaim::media {

namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
    }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close_end(std::size_t which) {
        if (ends[which] >= 0) ::close(ends[which]);
        ends[which] = -1;
    }
    std::array<int, 2> ends{};
};

// The child, or 0. It has the file, the pipe and no other descriptor of ours.
pid_t start(const std::filesystem::path& program, const char* mode, int file, int out) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    // Our threads hold signals back; the program must die of them.
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::string name = program.string();
    std::string what = mode;
    std::string language = "LC_ALL=C.UTF-8";
    std::array<char*, 3> words{name.data(), what.data(), nullptr};
    std::array<char*, 2> environment{language.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, program.c_str(), &actions, &attributes, words.data(),
                      environment.data()) != 0)
        child = 0;
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    return child;
}

enum class End { Whole, Late, TooMuch };

End read_all(int from, std::string& into, std::size_t most, Clock::time_point until) {
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0) return End::Late;
        pollfd ready{.fd = from, .events = POLLIN, .revents = 0};
        const int count = ::poll(&ready, 1, static_cast<int>(left));
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) return End::Late;
        const auto got = ::read(from, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return End::Whole;
        into.append(buffer.data(), static_cast<std::size_t>(got));
        if (into.size() > most) return End::TooMuch;
    }
}

// The first line, as a good answer; else its reason.
std::expected<json, std::string> line_of(std::string_view answer) {
    const auto end = answer.find('\n');
    if (end == std::string_view::npos) return std::unexpected("broken");
    auto line = json::parse(answer.substr(0, end), nullptr, false);
    if (line.is_discarded() || !line.is_object()) return std::unexpected("broken");
    if (activitypub::boolean(line, "ok")) return line;
    const auto reason = activitypub::text(line, "reason");
    return std::unexpected(reason.empty() ? "broken" : reason);
}

}  // namespace

std::filesystem::path HelperProgram::usual_place() {
    std::error_code problem;
    const auto here = std::filesystem::read_symlink("/proc/self/exe", problem);
    return here.parent_path() / "essaim-media";
}

std::expected<std::string, std::string> HelperProgram::run(const char* mode, int file) const {
    std::error_code problem;
    if (!std::filesystem::exists(program_, problem)) return std::unexpected("missing");
    Pipe pipe;
    if (pipe.ends[0] < 0) return std::unexpected("busy");
    const auto child = start(program_, mode, file, pipe.ends[1]);
    if (child == 0) return std::unexpected("missing");
    pipe.close_end(1);
    std::string answer;
    const auto end =
        read_all(pipe.ends[0], answer, bounds_.answer_bytes, Clock::now() + bounds_.time);
    if (end != End::Whole) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (end == End::Late) return std::unexpected("time");
    if (end == End::TooMuch) return std::unexpected("big");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        base::log::warning("essaim-media fell",
                           {{"mode", mode}, {"status", std::to_string(status)}});
        return std::unexpected("broken");
    }
    return answer;
}

std::expected<ReadPicture, std::string> HelperProgram::picture(int file) const {
    const auto answer = run("image", file);
    if (!answer) return std::unexpected(answer.error());
    const auto line = line_of(*answer);
    if (!line) return std::unexpected(line.error());
    ReadPicture read{.width = activitypub::number(*line, "width").value_or(0),
                     .height = activitypub::number(*line, "height").value_or(0),
                     .blurhash = activitypub::text(*line, "blurhash"),
                     .variants = {}};
    auto rest = std::string_view(*answer).substr(answer->find('\n') + 1);
    for (const auto* one : activitypub::values(*line, "variants")) {
        const auto bytes = activitypub::number(*one, "bytes").value_or(-1);
        if (bytes <= 0 || static_cast<std::size_t>(bytes) > rest.size())
            return std::unexpected("broken");
        read.variants.push_back(
            {.name = activitypub::text(*one, "name"),
             .media_type = activitypub::text(*one, "type"),
             .width = activitypub::number(*one, "width").value_or(0),
             .height = activitypub::number(*one, "height").value_or(0),
             .bytes = std::string(rest.substr(0, static_cast<std::size_t>(bytes)))});
        rest.remove_prefix(static_cast<std::size_t>(bytes));
    }
    if (!rest.empty() || read.variants.empty()) return std::unexpected("broken");
    return read;
}

std::expected<ReadText, std::string> HelperProgram::text(int file) const {
    const auto answer = run("text", file);
    if (!answer) return std::unexpected(answer.error());
    const auto line = line_of(*answer);
    if (!line) return std::unexpected(line.error());
    return ReadText{.media_type = activitypub::text(*line, "type"),
                    .pages = activitypub::number(*line, "pages").value_or(0),
                    .title = activitypub::text(*line, "title"),
                    .text = answer->substr(answer->find('\n') + 1)};
}

}  // namespace essaim::media
