// `essaim-media selftest-sandbox`: tries from within what the sandbox forbids,
// and tells of each whether it was refused. `selftest-time` works for ever.
#pragma once

namespace essaim::media_helper {

int try_everything();
[[noreturn]] void work_for_ever();

}  // namespace essaim::media_helper
