// The input: fd 0, a regular file, mapped whole and read-only. Its size is
// looked at before its first byte.
#pragma once

#include <cstddef>
#include <string_view>

#include "node/media_helper/report.h"

namespace essaim::media_helper {

// Nothing but fds 0, 1, 2 stays open, and fd 0 can no longer be written to.
void keep_only_standard_files();

Outcome<std::string_view> map_input(std::size_t limit);

}  // namespace essaim::media_helper
