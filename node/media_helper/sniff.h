// What bytes are, by their beginning alone: no name, no announced type.
#pragma once

#include <string_view>

namespace essaim::media_helper {

enum class Kind { Jpeg, Png, Gif, Webp, Pdf, Zip, Compound, Svg, Markup, Other };

Kind sniff(std::string_view bytes);

}  // namespace essaim::media_helper
