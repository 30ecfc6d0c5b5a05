// A form with files (RFC 7578, multipart/form-data), read strictly and without
// copying: what is returned points into the body. httplib's own reader keeps
// every file in memory and matches lines that a stranger chose with std::regex
// (stack.md §10), hence this one. Pure; anything unusual is refused whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::web {

struct FormPart {
    std::string name;
    std::optional<std::string> file_name;  // a field that is a file; "" when none was chosen
    std::string type;                      // what the browser says it is: never believed
    std::string_view bytes;
};

struct MultipartLimits {
    std::size_t parts = 64;
    std::size_t head_bytes = 2048;  // of one part
};

bool is_multipart_form(std::string_view content_type);

// std::nullopt: malformed, or beyond the limits.
std::optional<std::vector<FormPart>> read_multipart(std::string_view content_type,
                                                    std::string_view body,
                                                    const MultipartLimits& limits = {});

}  // namespace essaim::web
