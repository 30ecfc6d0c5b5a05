// Whose turn it is: requests wait in line per host, at most `per_host` of one
// host and `total` in all are under way, hosts take turns. Waiting is done
// here and not inside libcurl, which would not count it in the timeout.
// Every host without work is forgotten. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace essaim::net {

class HostQueue {
  public:
    using Id = std::uint64_t;
    using Time = std::chrono::steady_clock::time_point;

    HostQueue(std::size_t per_host, std::size_t total) : per_host_(per_host), total_(total) {}

    void push(const std::string& host, Id id, Time deadline);
    std::optional<Id> take();               // now under way, until release()
    void release(const std::string& host);  // one of this host's has ended
    std::vector<Id> remove_expired(Time now);
    std::optional<Time> next_deadline() const;
    std::size_t waiting() const { return deadlines_.size(); }
    std::size_t under_way() const { return under_way_; }
    std::size_t hosts() const { return hosts_.size(); }

  private:
    struct Host {
        std::deque<std::pair<Id, Time>> line;
        std::size_t under_way = 0;
        bool has_turn = false;  // is in turns_
    };
    void give_turn(const std::string& name, Host& host);

    std::size_t per_host_;
    std::size_t total_;
    std::size_t under_way_ = 0;
    std::unordered_map<std::string, Host> hosts_;
    std::deque<std::string> turns_;
    struct Deadline {
        Time time;
        Id id;
        std::string host;
        bool operator<(const Deadline& other) const {
            return std::pair(time, id) < std::pair(other.time, other.id);
        }
    };
    std::set<Deadline> deadlines_;
};

}  // namespace essaim::net
