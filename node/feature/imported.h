// What an import hands to the feature that can keep it. The importer knows
// files of other software, the feature knows its own texts or documents; they
// meet here. Nothing of it is ever sent to followers, nor told as new.
// Called from the thread of jobs, which may wait. Plain values.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/media/media.h"

namespace essaim::storage {
class Connection;
}

namespace essaim {

struct ImportedText {
    std::string account;  // who imports
    std::string title;    // plain text, as all but `source`
    std::string summary = {};
    std::string source;  // Markdown
    std::string language = "fr";
    base::Instant published;
    base::Instant updated;
    bool draft = false;
    std::vector<std::string> tags = {};  // as written, without '#'
    std::vector<std::string> categories = {};
    std::vector<media::PictureUse> pictures = {};  // read, and put here by `account`
};

struct ImportedDocument {
    std::string account;
    std::string file_name;   // as it was called; not checked: may be anything
    std::string_view bytes;  // whatever came: not looked at yet
    std::string title;
    std::string abstract;
    std::string language = "fr";
    base::Instant published;
    std::string came_from;  // its address on the old site
};

// Where it is now.
struct Imported {
    std::string id;    // IRI
    std::string path;  // page here: "/actualites/vendanges"
};

// Runs in the transaction that keeps the thing, last: when it refuses, nothing
// is kept. So the importer notes what became of an item together with it.
using WithImported = std::function<Result<void>(storage::Connection&, const Imported&)>;

// Unprocessable: never, and why (a French sentence); Unavailable: try later.
// A feature that deletes what it took deletes its row of `imported` too
// (by IRI), so that another import may bring it again.
using ImportText = std::function<Result<Imported>(const ImportedText&, const WithImported&)>;
using ImportDocument =
    std::function<Result<Imported>(const ImportedDocument&, const WithImported&)>;

// What became of bytes that node/media reads, for who may wait: asks `take`
// (take_picture …) again until it is done.
Result<media::Picture> when_read(const std::function<media::Media::Taken()>& take);

}  // namespace essaim
