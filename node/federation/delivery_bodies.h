// The activities on their way: each is read once for all its deliveries, the
// last few are kept. The delivery thread's alone.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include "node/federation/delivery_post.h"

namespace essaim::federation {

class Bodies {
  public:
    struct Found {
        Body body;                    // null: withdrawn
        bool followers_only = false;  // addressed to followers, and not to everybody
    };
    Found of(const std::string& activity, storage::Connection& connection);

  private:
    static constexpr std::size_t kBodies = 32;
    struct Entry {
        std::string activity;
        Found found;
    };
    std::list<Entry> recent_;
};

}  // namespace essaim::federation
