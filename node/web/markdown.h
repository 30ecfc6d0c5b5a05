// Markdown of our own members to HTML: md4c (raw HTML off) with our renderer.
// Headings start at h2, images become links, every address passes url_policy.
// Output is capped, so no input can bomb a page. Never throws; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/web/html_text.h"

namespace essaim::web {

// A piece of plain text that is to be a link: @name@host or #word.
struct TextLink {
    enum class Kind { Mention, Hashtag };
    std::size_t at = 0;  // in bytes; in order, none over another
    std::size_t length = 0;
    std::string url{};
    Kind kind = Kind::Hashtag;
};

struct MarkdownOptions {
    std::string base_url{};  // "https://node.example": makes paths absolute (for federation)
    bool french_typography = false;  // no-break spaces, outside code
    bool tables = true;              // off: rows become lines (Notes carry no tables)
    // Asked about each run of text outside code and links; at most 100 links in all.
    std::function<std::vector<TextLink>(std::string_view text)> links{};
};

SafeHtml render_markdown(std::string_view source, const MarkdownOptions& options = {});

}  // namespace essaim::web
