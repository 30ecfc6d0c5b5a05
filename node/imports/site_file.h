// The file of another site's texts: WordPress's WXR, RSS 2.0 or Atom, read as a
// stream by expat. No DTD and no entity of the file's own; names, depth and
// texts are bounded; nothing is kept but what is handed to `use`. Everything in
// it is a stranger's: dates may be absurd, HTML hostile. Pure; any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/base/clock.h"

namespace essaim::imports {

enum class Format { Wxr, Rss, Atom };

// The site itself, as far as the file said it when the item came.
struct Site {
    Format format = Format::Rss;
    std::string title;
    std::string link;      // "https://ancien.example"
    std::string language;  // "fr-FR"; may be empty
};

struct SiteItem {
    std::string guid;      // WordPress: "https://ancien.example/?p=12"; Atom: id
    std::string link;      // its page
    std::string number;    // WordPress's id: "12"
    std::string type;      // WordPress: "post", "page", "attachment" …; else "post"
    std::string status;    // WordPress: "publish", "draft", "private" …; else "publish"
    std::string password;  // WordPress: not empty when one is asked for
    std::string title;     // plain text, or HTML for Atom that says so
    std::string html;
    std::string excerpt;  // HTML
    std::string language;
    std::string published;  // as written; see date_of()
    std::string updated;
    std::vector<std::string> tags;
    std::vector<std::string> categories;
    std::string file;      // address of an attachment, or of an enclosure
    std::string alt;       // of an attachment
    std::string featured;  // WordPress's id of the picture that heads it
    std::int64_t comments = 0;
    std::int64_t line = 0;  // where it begins
    bool cut = false;       // something was longer than we read
};

struct Unreadable {
    std::string sentence;  // French source; {line} is the line, {what} a word of the file
    std::int64_t line = 0;
    std::string what = {};
};

inline constexpr std::size_t kMostItems = 50'000;
inline constexpr std::size_t kMostText = 1 << 20;  // bytes, of one text

// Each item as it ends; `use` returns false to stop. What was handed out before
// the file turned out to be broken is to be thrown away.
std::expected<Site, Unreadable> read_site(std::string_view bytes,
                                          const std::function<bool(const Site&, SiteItem&&)>& use);

// RFC 822 (RSS), "2019-05-03 18:20:00" (WordPress, UTC) or RFC 3339 (Atom).
std::optional<base::Instant> date_of(std::string_view text);

}  // namespace essaim::imports
