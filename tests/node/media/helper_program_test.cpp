// The runner against programs that misbehave; essaim-media itself has its own
// tests (tests/media_helper).
#include "node/media/helper_program.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace essaim::media;
using namespace std::chrono_literals;

namespace {

struct Given {
    explicit Given(const std::string& script, std::chrono::milliseconds time = 5s) {
        const auto path = directory.path() / "helper";
        std::ofstream(path) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        std::ofstream(directory.path() / "file") << "the bytes";
        file = ::open((directory.path() / "file").c_str(), O_RDONLY | O_CLOEXEC);
        helper = std::make_unique<HelperProgram>(
            path, HelperProgram::Bounds{.time = time, .answer_bytes = 100'000});
    }
    ~Given() { ::close(file); }
    test::TemporaryDirectory directory;
    std::unique_ptr<HelperProgram> helper;
    int file = -1;
};

const std::string kHead =
    R"(printf '%s\n' '{"ok":true,"type":"image/jpeg","width":4,"height":3,"blurhash":"L","variants":[)"
    R"({"name":"full","type":"image/jpeg","width":4,"height":3,"bytes":9},)"
    R"({"name":"thumb","type":"image/jpeg","width":2,"height":1,"bytes":2}]}'; )";

}  // namespace

TEST_CASE("the program gets the file, its mode and nothing else of ours") {
    const Given given(kHead + "cat; printf ab");
    const auto read = given.helper->picture(given.file);
    REQUIRE(read);
    REQUIRE(read->variants.size() == 2);
    CHECK(read->variants[0].bytes == "the bytes");
    CHECK(read->variants[1].bytes == "ab");
    CHECK(read->width == 4);
    const Given text(R"(printf '{"ok":true,"type":"text/plain","pages":2,"title":"T"}\n%s|' $1; )"
                     "ls /proc/self/fd | wc -l; env | grep -vc "
                     "'^PWD\\|^_\\|^LC_ALL\\|^SHLVL\\|^OLDPWD'; true");
    const auto told = text.helper->text(text.file);
    REQUIRE(told);
    CHECK(told->pages == 2);
    // 0, 1, 2 and the directory that ls reads.
    CHECK(told->text == "text|4\n0\n");
}

TEST_CASE("whatever the program does, the answer is a word") {
    struct Row {
        const char* what;
        std::string script;
        std::string word;
    };
    const Row rows[] = {
        {"says no", R"(printf '{"ok":false,"reason":"svg"}\n')", "svg"},
        {"says no without a reason", R"(printf '{"ok":false}\n')", "broken"},
        {"falls", "kill -SEGV $$", "broken"},
        {"fails", kHead + "cat; printf ab; exit 3", "broken"},
        {"says nothing", "exit 0", "broken"},
        {"says something else", "echo hello", "broken"},
        {"stops in the middle", kHead + "cat", "broken"},
        {"says more", kHead + "cat; printf abc", "broken"},
        {"never ends", "exec sleep 100", "time"},
        {"floods", "exec yes", "big"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const Given given(row.script, row.word == "time" ? 300ms : 5000ms);
        const auto read = given.helper->picture(given.file);
        REQUIRE_FALSE(read);
        CHECK(read.error() == row.word);
    }
    const Given given("exit 0");
    CHECK(HelperProgram(given.directory.path() / "none").picture(given.file).error() == "missing");
}
