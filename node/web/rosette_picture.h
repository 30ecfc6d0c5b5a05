// The rosette as a PNG, for servers that show no SVG (Mastodon, Misskey, Lemmy):
// the same figures as rosette.h, drawn in its light colour on paper. Pure; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::web {

struct RosetteLayer {
    int figure;  // 0 ellipses, 1 circles, 2 rounded squares, 3 petals
    double radius;
    int count;
    double shape;
};
std::vector<RosetteLayer> rosette_layers(std::string_view key, bool dense);
const std::array<std::string_view, 2>& rosette_colours(int hue);  // "#rrggbb": light, dark

std::string rosette_picture(std::string_view key, int hue);  // 256 × 256
// Where add_static_routes() serves it.
std::string rosette_picture_path(std::string_view key, int hue);

}  // namespace essaim::web
