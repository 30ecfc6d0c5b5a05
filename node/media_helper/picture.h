// An image is decoded and written anew, always: what else lay in the file
// (another format, EXIF with the place, a colour profile) is not in what goes
// out. libvips, with its four loaders called by name and no other.
#pragma once

#include <cstddef>
#include <string_view>

#include "node/media_helper/report.h"

namespace essaim::media_helper {

inline constexpr std::size_t kImageBytes = 32 << 20;
inline constexpr double kPixels = 50e6;

// Once, before the sandbox: opens what libvips opens only at its start.
bool start_images();

Outcome<Picture> read_picture(std::string_view bytes);

}  // namespace essaim::media_helper
