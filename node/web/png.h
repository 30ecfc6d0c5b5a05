// The smallest PNG there is (ISO 15948): square, at most 16 colours, not compressed,
// which 16 shades of one line drawing do not need. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace essaim::web {

using Colour = std::array<std::uint8_t, 3>;

// `pixels` row by row, each an index into the palette; `width` even, and as many rows.
std::string png(int width, const std::vector<std::uint8_t>& pixels,
                const std::array<Colour, 16>& palette);

}  // namespace essaim::web
