// The guilloché that stands for an association: two rotated layers of one of
// four figures, drawn from the name or key alone, the same on every node.
// The small one is identical to the mock's, figure by figure. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/web/html_text.h"

namespace essaim::web {

inline constexpr int kHues = 12;

struct RosetteOptions {
    int size = 44;  // pixels
    double stroke = 1.1;
    std::string css_class{};  // besides "ros h<hue>"
    std::string label{};      // spoken name; empty: decoration
    bool dense = false;       // the large one of the home page: the same key, more turns
};

SafeHtml rosette(std::string_view key, int hue, const RosetteOptions& options = {});
int hue_of(std::string_view key);  // 0..11, when the association chose none
// The address of a logo that tells the hue as well.
std::string with_hue(const std::string& path, int hue);
// The hue an essaim peer chose, which its icon's address (rosette or logo) tells; else hue_of().
int hue_shown(std::string_view key, std::string_view icon_url);
std::string rosette_file(std::string_view key, int hue);  // standalone SVG: favicon, avatar
std::string rosette_path(std::string_view key,
                         int hue);  // where add_static_routes() serves that file

}  // namespace essaim::web
