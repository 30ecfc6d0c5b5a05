// Files named by what they hold: <directory>/ab/cd/<sha256 in hexadecimal>.
// put() returns once the bytes and their name are on the disk; the same bytes
// are stored once. An id is 64 of [0-9a-f], anything else is NotFound, and no
// symbolic link is followed. A full disk is Unavailable. Any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "node/base/error.h"

namespace essaim::storage {

class BlobStore {
  public:
    explicit BlobStore(std::filesystem::path directory);  // made when first needed

    Result<std::string> put(std::string_view bytes) const;  // the id
    Result<std::string> get(std::string_view id) const;
    struct Opened {
        int file;  // for reading; the caller closes it
        std::size_t bytes;
    };
    Result<Opened> open(std::string_view id) const;
    bool has(std::string_view id) const;
    Result<void> remove(std::string_view id) const;  // NotFound when there is none
    // Removes what was last written before `before`, unless `keep` says of its id
    // that it is wanted: what a crash left behind.
    void sweep(std::filesystem::file_time_type before,
               const std::function<bool(const std::string& id)>& keep) const;

  private:
    std::filesystem::path path_of(std::string_view id) const;
    const std::filesystem::path directory_;
};

}  // namespace essaim::storage
