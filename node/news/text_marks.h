// What a text of ours says beyond its words: #hashtags and @name@host, found
// in its Markdown outside code, links and e-mail addresses, and turned into
// the links that others recognise (federation.md §3). Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/news/post.h"

namespace essaim::news {

inline constexpr std::size_t kMostMentions = 20;  // of one post: more is a mailing

// Who has this handle, "@user@host"; nobody: it stays plain text. Without an
// actor it is linked, and nobody is told: that is us.
using WhoIs = std::function<std::optional<Mention>(const std::string& handle)>;

struct Rendered {
    std::string html;
    std::vector<std::string> tags;
    std::vector<Mention> mentions;
    std::vector<std::string> unknown;  // handles that stayed plain text, each once
};

struct RenderOptions {
    std::string base{};  // "https://node.example" makes links absolute
    std::string language = "fr";
    bool tables = true;
};

Rendered render_text(std::string_view source, const WhoIs& who_is, const RenderOptions& options);

// One mark in a run of plain text.
struct TextMark {
    std::size_t at = 0;
    std::size_t length = 0;
    std::string name;  // "mot" of a hashtag, "@user@host" of a mention
    bool mention = false;
};
std::vector<TextMark> marks_in(std::string_view text);
// With "@user" for "@user@host", as a link shows it.
std::string with_short_handles(std::string_view text);

}  // namespace essaim::news
