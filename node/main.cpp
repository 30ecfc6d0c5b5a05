#include "node/cli/command_line.h"

int main(int argc, char** argv) { return essaim::cli::run(argc, argv); }
