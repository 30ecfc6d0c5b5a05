// A file put into the program at build time (cmake/embed.cmake). Each module
// that embeds files declares `std::span<const base::Embedded> embedded_files();`.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace essaim::base {

struct Embedded {
    std::string_view path;  // relative to the module's folder: "pages/home.html"
    std::string_view bytes;
    std::string_view sha256;  // lower-case hexadecimal
};

}  // namespace essaim::base
