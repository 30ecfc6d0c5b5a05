// How often we ask one host, whoever made us ask: sixty times a minute, keys,
// objects and redirects together. A stranger who names addresses of a victim
// cannot turn us against it (security.md C4, C7). Bounded memory. Any thread.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

#include "node/base/clock.h"
#include "node/base/guarded.h"

namespace essaim::federation {

class FetchBudget {
  public:
    static constexpr int kPerMinute = 60;

    explicit FetchBudget(const base::Clock& clock) : clock_(clock) {}
    bool spend(const std::string& host);  // false: too often

  private:
    struct Spent {
        std::chrono::milliseconds since{};
        int requests = 0;
    };
    const base::Clock& clock_;
    base::Guarded<std::unordered_map<std::string, Spent>> hosts_;
};

}  // namespace essaim::federation
