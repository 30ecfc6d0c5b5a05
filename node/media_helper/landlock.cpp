#include "node/media_helper/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace essaim::media_helper {

namespace {

constexpr std::uint64_t kReading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// All that the first version knows; the rest is refused by seccomp anyway.
constexpr std::uint64_t kEverything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

// Fonts, character maps of poppler-data, conversions of the C library.
constexpr const char* kResources[] = {"/usr/share", "/usr/local/share", "/usr/lib", "/etc/fonts",
                                      "/var/cache/fontconfig"};

bool allow_reading(int rules, const char* path) {
    const int folder = ::open(path, O_PATH | O_CLOEXEC);
    if (folder < 0) return true;  // not on this machine
    landlock_path_beneath_attr rule{};
    rule.allowed_access = kReading;
    rule.parent_fd = folder;
    const auto added =
        ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    ::close(folder);
    return added == 0;
}

}  // namespace

Landlock restrict_files(Needs needs) {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = kEverything;
    const auto made = ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (made < 0) return Landlock::Absent;
    const int rules = static_cast<int>(made);
    bool good = true;
    if (needs == Needs::Resources)
        for (const auto* path : kResources) good = allow_reading(rules, path) && good;
    good = good && ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    ::close(rules);
    return good ? Landlock::Set : Landlock::Failed;
}

}  // namespace essaim::media_helper
