// Who is next: positions of the table `inbox`, one line a host, and hosts take
// turns, so that one that floods delays only itself (security.md D6). What
// needs the network has lines of its own. Not synchronised: the owner locks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace essaim::federation {

struct InboxTurn {
    std::string host;
    std::int64_t position = 0;
};

class InboxLanes {
  public:
    void add(InboxTurn turn);
    // The first of the host whose turn it is. That host has no other turn
    // until done(): what it says stays in order, and one that answers slowly
    // holds one worker at most.
    std::optional<InboxTurn> next();
    void done(const std::string& host);
    bool empty() const { return turns_.empty(); }
    std::size_t hosts() const { return turns_.size(); }  // that have a turn now

  private:
    std::map<std::string, std::deque<std::int64_t>> waiting_;
    std::deque<std::string> turns_;
    std::set<std::string> at_work_;
};

// How much each host, and all of them, have in the queue, from the moment an
// activity is accepted until it is done or refused, wherever it waits.
class InboxRoom {
  public:
    InboxRoom(std::size_t per_host, std::size_t in_all) : per_host_(per_host), in_all_(in_all) {}
    bool take(const std::string& host);  // false: full
    void fill(const std::string& host);  // at start: what is on the disk is there
    void free(const std::string& host);

  private:
    const std::size_t per_host_;
    const std::size_t in_all_;
    std::map<std::string, std::size_t> held_;
    std::size_t all_ = 0;
};

}  // namespace essaim::federation
