// What somebody of the association put here. A picture is made anew without what
// cameras write into it, in several sizes; a document is kept as it came, with
// the words read in it (security.md E8). Plain values.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace essaim::media {

inline constexpr std::size_t kAltLetters = 1500;  // as Mastodon takes

struct PictureFile {
    std::string name;  // last segment of its address: "grande.jpg"
    std::string media_type;
    std::int64_t width = 0;  // pixels
    std::int64_t height = 0;
    std::int64_t bytes = 0;
    std::string blob;  // in the blob store
};

struct Picture {  // of a document: no size, no blurhash, one file
    std::string id;
    std::string owner;                   // account
    std::optional<std::string> subject;  // IRI of what shows it
    bool shown = false;                  // with its subject; before, only to who writes
    std::string alt;                     // what it shows, for who does not see it
    std::int64_t width = 0;              // of the largest file
    std::int64_t height = 0;
    std::string blurhash;
    std::vector<PictureFile> files;  // largest first

    // The widest file up to `width` pixels, else the smallest. There is at least one.
    const PictureFile& up_to(std::int64_t width) const;
    std::string path(const PictureFile& file) const { return "/fichiers/" + id + "/" + file.name; }
};

// What a form says of a picture: which one, and its words.
struct PictureUse {
    std::string id;
    std::string alt;
};

// What the reader made of a file: sizes with their bytes, largest first.
struct ReadPicture {
    struct Variant {
        std::string name;  // "full", "phone", "thumb"
        std::string media_type;
        std::int64_t width = 0;
        std::int64_t height = 0;
        std::string bytes;
    };
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::string blurhash;
    std::vector<Variant> variants;
};

// Reads the open file `file` from its start; why not, in one word, as the
// program essaim-media says it: "unknown", "svg", "pixels" …
using PictureReader = std::function<std::expected<ReadPicture, std::string>(int file)>;

// What can be read in a document.
struct ReadText {
    std::string media_type;  // "application/pdf"; of text "text/plain"
    std::int64_t pages = 0;  // 0: unknown
    std::string title;       // as the file says
    std::string text;        // UTF-8, at most 1 MB
};
using DocumentReader = std::function<std::expected<ReadText, std::string>(int file)>;

}  // namespace essaim::media
