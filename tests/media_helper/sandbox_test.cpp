// What the sandbox refuses, tried from within it.
#include <set>

#include "tests/media_helper/running.h"

using namespace essaim::media_helper::testing;

TEST_CASE("in the sandbox nothing is opened, started or sent") {
    const auto result = run("selftest-sandbox", "x");
    REQUIRE(result.status == 0);
    CAPTURE(result.line.dump());
    CHECK(result.line.size() >= 17);
    // Sanitizers look at memory through pipes and map as they like.
    const std::set<std::string> open_to_sanitizers{"write to input", "executable memory"};
    for (const auto& [what, how] : result.line.items()) {
        CAPTURE(what);
        if (what == "thread") {
            CHECK(how == "works");
        } else if (what == "read password file" || what == "read own memory file") {
            CHECK(how != "failed");  // by landlock, which not every kernel has
        } else if (!kMemoryTells && open_to_sanitizers.contains(what)) {
            CHECK(how != "");
        } else {
            CHECK(how == "refused");
        }
    }
}

TEST_CASE("a work without end is ended by the program itself, with an answer") {
    check_refused(run("selftest-time", "x"), "time");
}

TEST_CASE("a word that is no mode ends the program before it reads") {
    const auto result = run("everything", "x");
    REQUIRE(WIFEXITED(result.status));
    CHECK(WEXITSTATUS(result.status) == 2);
    CHECK(result.line.is_null());
}
