// Markdown of our own members to HTML: md4c (raw HTML off) with our renderer.
// Headings start at h2, images become links, every address passes url_policy.
// Output is capped, so no input can bomb a page. Never throws; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/web/html_text.h"

namespace essaim::web {

struct MarkdownOptions {
    std::string base_url{};  // "https://node.example": makes paths absolute (for federation)
    bool french_typography = false;  // no-break spaces, outside code
    bool tables = true;              // off: rows become lines (Notes carry no tables)
};

SafeHtml render_markdown(std::string_view source, const MarkdownOptions& options = {});

}  // namespace essaim::web
