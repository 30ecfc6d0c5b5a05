// The few colours an image is shown by until it arrives: BlurHash
// (github.com/woltapp/blurhash, Algorithm.md), as Mastodon's `blurhash`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace essaim::media_helper {

// `pixels`: width × height × 3 bytes, sRGB. 1 to 9 components each way.
std::string blurhash(std::span<const std::uint8_t> pixels, int width, int height, int across,
                     int down);

}  // namespace essaim::media_helper
