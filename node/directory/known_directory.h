// What a page tells of the whole directory, whatever was chosen: computed from every card,
// and kept in memory until one of them changes. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "node/base/guarded.h"
#include "node/directory/card_store.h"

namespace essaim::directory {

class KnownDirectory {
  public:
    struct Whole {
        std::int64_t changes = 0;                 // as many as there were when this was computed
        std::vector<KnownTown> towns = {};        // of public pages, most cards first
        std::vector<std::string> countries = {};  // of public pages
        std::string fingerprint = {};             // of every claim held
    };
    std::shared_ptr<const Whole> of(storage::Connection& connection);

  private:
    base::Guarded<std::shared_ptr<const Whole>> known_;
};

}  // namespace essaim::directory
