// A name or a title that a stranger chose, as one line that may stand beside
// our own words (security.md B8): valid UTF-8, spaces for line ends, and without
// what is not seen but changes what is: controls, marks that turn the reading
// direction, zero-width characters. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace essaim::web {

std::string plain_line(std::string_view text);

}  // namespace essaim::web
