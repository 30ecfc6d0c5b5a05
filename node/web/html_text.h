// Text and markup as different types: a SafeHtml can only be made by what
// escapes or filters (the friends below), so a page cannot show a string as
// markup by mistake. Also escaping and the cleaning of bytes from outside.
// Nothing here throws; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace essaim::web {

class SafeHtml {
  public:
    SafeHtml() = default;
    static SafeHtml text(std::string_view plain);  // escaped
    const std::string& str() const { return html_; }
    bool empty() const { return html_.empty(); }

  private:
    explicit SafeHtml(std::string html) : html_(std::move(html)) {}
    friend class Sanitiser;
    friend class MarkdownRenderer;
    friend class RosetteDrawing;
    friend class QrDrawing;
    friend class Templates;
    std::string html_;
};

// & < > " ' as entities: good for text and for quoted attributes.
std::string escape_html(std::string_view text);

// Valid UTF-8 that XML may contain: wrong bytes become U+FFFD, control
// characters other than tab and newline go.
std::string clean_utf8(std::string_view bytes);

void append_utf8(std::string& out, char32_t code_point);
// The code point at text[at], moving `at` behind it; text must be clean_utf8.
char32_t next_code_point(std::string_view text, std::size_t& at);

// Cut at a word's end so that at most `characters` remain, with "…" if cut.
std::string shorten(std::string_view text, std::size_t characters);

}  // namespace essaim::web
