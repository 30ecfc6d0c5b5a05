// A zip file on the disk, by libzip: written under another name and renamed when
// whole, so that nobody meets half of one. Texts stay in memory until then.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"

namespace essaim::admin {

class ZipFile {
  public:
    explicit ZipFile(std::filesystem::path path);
    ~ZipFile();  // what was not closed leaves nothing
    ZipFile(const ZipFile&) = delete;
    ZipFile& operator=(const ZipFile&) = delete;

    // `name` is ours: a path inside, with '/'.
    Result<void> add(const std::string& name, const std::string& bytes, base::Instant at);
    Result<void> close();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::admin
