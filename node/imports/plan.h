// What of a site's file can come here, and as what: rules only, no I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/imports/import_store.h"
#include "node/imports/site_file.h"

namespace essaim::imports {

inline constexpr std::size_t kPicturesOfText = 4;  // shown beside a text, here and in Mastodon

// A text as its row keeps it until it is brought.
struct Brought {
    std::string html;
    std::string summary;  // plain text
    std::string language = "fr";
    base::Instant updated;
    bool draft = false;
    bool lines_count = false;  // MarkdownRules
    std::vector<std::string> tags;
    std::vector<std::string> categories;
    std::string featured;  // WordPress's number of a picture
    std::string file;      // address of what is attached
};
std::string to_json(const Brought& brought);
Brought brought_from(const std::string& json);

// None: a part of the old site's machinery (menus, styles, drafts of nothing).
// What cannot come has the state "refused" and a reason.
std::optional<Item> item_of(const Site& site, SiteItem&& found, base::Instant now);

// "monnaie locale" gives "MonnaieLocale": a hashtag has no spaces.
std::string hashtag_of(std::string_view words);

}  // namespace essaim::imports
