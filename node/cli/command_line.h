// The program's words: `essaim init | serve | demo | user | post | follow |
// moderate | queue | doctor | version`, parsed by CLI11 (in this folder alone). Exit codes: 0 done,
// 1 failed, 2 wrong usage. French or English by LANG; --json for programs.
#pragma once

namespace essaim::cli {

int run(int argc, const char* const* argv);

}  // namespace essaim::cli
