// Every input that a fuzzer found worth keeping, and every one that ever broke
// something, is tried again on each run of the tests, with their sanitizers.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace fs = std::filesystem;

namespace {

const fs::path kCorpora = fs::path(ESSAIM_SOURCE_DIR) / "tests" / "fuzz" / "corpus";

std::vector<fs::path> inputs_of(const std::string& target) {
    std::vector<fs::path> files;
    if (!fs::is_directory(kCorpora / target)) return files;
    for (const auto& entry : fs::directory_iterator(kCorpora / target))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every input of the corpora keeps what its target promises") {
    REQUIRE(essaim::fuzz::targets().size() >= 7);
    for (const auto& [name, run] : essaim::fuzz::targets()) {
        CAPTURE(name);
        const auto files = inputs_of(name);
        CHECK_MESSAGE(files.size() >= 5, "a corpus is empty, or nearly");
        for (const auto& path : files) {
            INFO(path.filename().string());
            CHECK_NOTHROW(essaim::fuzz::timed(run, bytes_of(path)));
        }
    }
}

TEST_CASE("every corpus has its target and stays small") {
    std::uintmax_t together = 0;
    for (const auto& folder : fs::directory_iterator(kCorpora)) {
        const auto name = folder.path().filename().string();
        CAPTURE(name);
        CHECK(essaim::fuzz::targets().contains(name));
        for (const auto& path : inputs_of(name)) together += fs::file_size(path);
    }
    CHECK(together < 1024 * 1024);
}

TEST_CASE("a target does notice a broken promise") {
    CHECK_THROWS_AS(essaim::fuzz::promise(false, "two and two are five"), std::logic_error);
    CHECK_NOTHROW(essaim::fuzz::promise(true, "two and two are four"));
}
