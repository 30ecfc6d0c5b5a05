// WordPress's words in square brackets that stand for HTML: captions, galleries,
// embedded addresses. Others stay as they are. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace essaim::imports {

struct PlainHtml {
    std::string html;
    std::vector<std::string> galleries;  // numbers of pictures, in their order
};
PlainHtml without_shortcodes(std::string_view html);

}  // namespace essaim::imports
