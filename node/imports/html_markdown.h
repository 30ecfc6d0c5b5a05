// HTML of another site as the Markdown of ours: what Markdown says, it says;
// what it cannot say (colours, columns, forms) is left, its words stay. The
// result is a text that people can go on writing; it is rendered and cleaned
// like every other. Pictures are not in Markdown here: they are listed. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::imports {

struct FoundPicture {
    std::string url;  // absolute
    std::string alt;  // or its caption; may be empty
};

struct MarkdownRules {
    std::string base = {};             // address of the text there: makes links absolute
    bool lines_count = false;          // old WordPress: an empty line is a paragraph
    std::set<std::string> taken = {};  // pictures that stand beside the text: not said in it
};

struct Converted {
    std::string markdown;
    std::vector<FoundPicture> pictures;  // in their order, each once
    std::vector<std::string> galleries;  // numbers of pictures in WordPress's [gallery]
};

Converted markdown_of(std::string_view html, const MarkdownRules& rules);

// Plain text as Markdown that says just that.
std::string escape_markdown(std::string_view text);

// http and https only; relative ones by `base`. "" for anything else.
std::string absolute_url(std::string_view url, std::string_view base);

}  // namespace essaim::imports
