#include "node/media_helper/input.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace essaim::media_helper {

void keep_only_standard_files() {
    ::close_range(3, ~0U, 0);
    // The caller's file is open for writing, too; where there is no /proc it stays so.
    const int file = ::open("/proc/self/fd/0", O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    ::dup2(file, STDIN_FILENO);
    ::close(file);
}

Outcome<std::string_view> map_input(std::size_t limit) {
    struct stat facts{};
    if (::fstat(STDIN_FILENO, &facts) != 0 || !S_ISREG(facts.st_mode))
        return std::unexpected(Reason::Broken);
    if (facts.st_size == 0) return std::unexpected(Reason::Unknown);
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size > limit) return std::unexpected(Reason::Big);
    void* const map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
    if (map == MAP_FAILED) return std::unexpected(Reason::Broken);
    return std::string_view(static_cast<const char*>(map), size);
}

}  // namespace essaim::media_helper
