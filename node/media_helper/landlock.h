// Landlock (Linux 5.13, landlock(7)): which files may be opened at all. seccomp
// sees only the flags of an opening, never the path.
#pragma once

#include "node/media_helper/sandbox.h"

namespace essaim::media_helper {

enum class Landlock { Set, Absent, Failed };

// Absent where the kernel does not have it: seccomp then stands alone.
Landlock restrict_files(Needs needs);

}  // namespace essaim::media_helper
