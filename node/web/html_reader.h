// HTML from outside as a flat stream of tags and text, by libxml2's SAX parser
// (no tree, entities decoded, encoding forced to UTF-8). False when the input
// is nested or tagged beyond reason: what was told so far must be thrown away.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace essaim::web {

using HtmlAttributes = std::vector<std::pair<std::string, std::string>>;  // names in lower case

class HtmlEvents {
  public:
    virtual ~HtmlEvents() = default;
    virtual void start(const std::string& tag, const HtmlAttributes& attributes) = 0;
    virtual void end(const std::string& tag) = 0;
    virtual void text(std::string_view decoded) = 0;
};

inline constexpr std::size_t kMaxHtmlInput = 1024 * 1024;
inline constexpr std::size_t kMaxHtmlTags = 50'000;
inline constexpr std::size_t kMaxHtmlNesting = 256;

bool read_html(std::string_view html, HtmlEvents& events);

// Elements whose content is never text for a reader: script, style, svg …
bool is_dropped_with_content(std::string_view tag);
// Elements that stand on their own lines.
bool is_block(std::string_view tag);

// The decoded character(s) of "&eacute;", "&#233;" or "&#xe9;"; an unknown name as it is.
std::string decode_entity(std::string_view entity);

}  // namespace essaim::web
