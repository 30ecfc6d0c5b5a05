// What the program gives up before it reads the first byte of what a stranger
// sent: time, memory, files, network, other programs. Decoders will have holes;
// whoever comes through one finds an empty room with one pipe out.
#pragma once

namespace essaim::media_helper {

enum class Needs {
    Nothing,    // images: not one more file is opened
    Resources,  // documents: fonts and character maps below /usr are read
};

struct Bounds {
    unsigned cpu_seconds;
};
Bounds usual_bounds();

// False: this machine refuses the sandbox, and nothing must be read.
bool enter_sandbox(Needs needs, Bounds bounds);

}  // namespace essaim::media_helper
