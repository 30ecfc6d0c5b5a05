#include <malloc.h>

#include "node/cli/command_line.h"

// libcurl brings GnuTLS along for a protocol nobody speaks here; without this
// it sets itself up at every start, and stays in memory.
extern "C" int _gnutls_global_init_skip(void);
extern "C" int _gnutls_global_init_skip(void) { return 1; }

int main(int argc, char** argv) {
    // Large blocks go back to the system when they are freed. Left alone, glibc
    // keeps them from the second passphrase on (argon2: 19 MiB each).
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    return essaim::cli::run(argc, argv);
}
