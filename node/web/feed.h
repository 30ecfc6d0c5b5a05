// Atom feeds (RFC 4287) written with pugixml: always an id, a date and an
// author, content as escaped HTML, no character that XML forbids.
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

}  // namespace essaim::web
