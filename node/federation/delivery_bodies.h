// The activities on their way: each is read once for all its deliveries, the
// last few are kept. The delivery thread's alone.
#pragma once

#include <algorithm>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "node/federation/delivery_post.h"
#include "node/storage/connection.h"

namespace essaim::federation {

class Bodies {
  public:
    Body of(const std::string& activity, storage::Connection& connection) {
        const auto found = std::ranges::find(recent_, activity, &Entry::first);
        if (found != recent_.end()) {
            recent_.splice(recent_.begin(), recent_, found);
            return found->second;
        }
        auto query = connection.query("SELECT json FROM object WHERE id = ?").arg(activity);
        if (!query.step()) return nullptr;
        recent_.emplace_front(activity, std::make_shared<const std::string>(query.text(0)));
        if (recent_.size() > kBodies) recent_.pop_back();
        return recent_.front().second;
    }

  private:
    static constexpr std::size_t kBodies = 32;
    using Entry = std::pair<std::string, Body>;
    std::list<Entry> recent_;
};

}  // namespace essaim::federation
