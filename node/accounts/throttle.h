// How often something guessable may be tried: ten times in 15 minutes per
// account and per client (an IPv6 client is its /64). Memory is bounded: the
// keys unused for longest give way. Any thread. security.md E6.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>

#include "node/base/guarded.h"

namespace essaim::accounts {

class Throttle {
  public:
    static constexpr std::size_t kTries = 10;
    static constexpr std::chrono::minutes kWindow{15};
    static constexpr std::size_t kMostKeys = 10'000;

    // False: too many. Counts the attempt otherwise. An empty account counts
    // for the client alone.
    bool allow(const std::string& account, const std::string& client,
               std::chrono::milliseconds ticks);
    void forget(const std::string& account);  // after a success
    std::size_t keys() const;

  private:
    using Times = std::deque<std::chrono::milliseconds>;  // never empty
    using All = std::map<std::string, Times>;
    static void make_room(All& all, std::chrono::milliseconds ticks);
    base::Guarded<All> times_;
};

}  // namespace essaim::accounts
