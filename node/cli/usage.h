// What CLI11 says by itself (headings, mistakes in the arguments), in the
// language of the person who types.
#pragma once

#include "node/cli/words.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace essaim::cli {

// Before any command is added: they inherit it.
void speak(CLI::App& app, const Words& words);
// After all commands are added: the headings of their groups.
void name_groups(CLI::App& app, const Words& words);

// Prints what is asked for (help), or what is wrong and where to read on.
// Returns the exit code: 0 or 2.
int explain(const CLI::App& app, const CLI::ParseError& error, const Words& words);

}  // namespace essaim::cli
