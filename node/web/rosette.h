// The guilloché that stands for an association: two rotated layers of one of
// four figures, drawn from the name or key alone, the same on every node.
// Identical to the mock's (docs/ux), so old screenshots stay true. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/web/html_text.h"

namespace essaim::web {

inline constexpr int kHues = 12;

struct RosetteOptions {
    int size = 44;              // pixels
    double stroke = 1.1;
    std::string css_class{};      // besides "ros h<hue>"
    std::string label{};          // spoken name; empty: decoration
    bool dense = false;         // the large one behind the figures of the home page
};

SafeHtml rosette(std::string_view key, int hue, const RosetteOptions& options = {});
int hue_of(std::string_view key);  // 0..11, when the association chose none
std::string rosette_file(std::string_view key, int hue);  // standalone SVG: favicon, avatar
std::string rosette_path(std::string_view key, int hue);  // where add_static_routes() serves that file

}  // namespace essaim::web
