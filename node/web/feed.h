// Atom feeds (RFC 4287) written with pugixml: always an id, a date and an
// author, content as escaped HTML, no character that XML forbids. And lists of
// feeds for readers of them (OPML 2.0).
#pragma once

#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/web/html_text.h"

namespace essaim::web {

inline constexpr const char* kAtomType = "application/atom+xml; charset=utf-8";

struct FeedEntry {
    std::string id{};   // IRI, never changes
    std::string url{};  // page
    std::string title{};
    std::string author{};    // empty: the feed's
    std::string summary{};   // plain text, may be empty
    SafeHtml content{};      // may be empty
    std::string language{};  // BCP 47, may be empty
    std::string rights{};    // its licence, may be empty
    std::vector<std::string> categories{};
    base::Instant published{};
    base::Instant updated{};  // before `published`: counts as published
};

struct Feed {
    std::string id{};
    std::string url{};       // page
    std::string self_url{};  // the feed itself
    std::string title{};
    std::string subtitle{};  // may be empty
    std::string author{};
    std::string icon_url{};  // may be empty
    std::string language = "fr";
    base::Instant updated{};  // used only when there is no entry
    std::vector<FeedEntry> entries{};
};

std::string atom(const Feed& feed);

inline constexpr const char* kOpmlType = "text/x-opml; charset=utf-8";

struct ListedFeed {
    std::string title{};
    std::string feed_url{};
    std::string url{};  // page, may be empty
    std::string description{};
};

// `about`: an address that tells of its licence, its owner, or what it is.
std::string opml(const std::string& title, const std::string& owner, const std::string& about,
                 const std::vector<ListedFeed>& feeds);

}  // namespace essaim::web
