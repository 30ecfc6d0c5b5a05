// The tables of deliveries and of hosts: SQL only. Borrows a connection; the
// caller commits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct DueDelivery {
    std::int64_t id;
    std::string activity;
    std::string sender;
    std::string inbox;
    std::string host;
    std::int64_t attempts;
    bool alone = false;  // what comes after it relies on it: the announcement of a key
};

struct PeerHost {
    std::string scheme = "cavage";
    std::int64_t failures = 0;      // in a row
    std::int64_t silent_since = 0;  // first of them
    std::int64_t retry_at = 0;      // kNever: given up until it is heard again
    bool operator==(const PeerHost&) const = default;
};

inline constexpr std::int64_t kNever = 253'402'300'799'000;  // the end of the year 9999

struct WaitingHost {
    std::string host;
    std::string scheme;
};

class DeliveryStore {
  public:
    explicit DeliveryStore(storage::Connection& connection) : connection_(connection) {}

    // Hosts that are not paused and have something waiting, due or not.
    std::vector<WaitingHost> waiting_hosts(base::Instant now);
    std::vector<std::string> troubled_hosts();  // failing or paused
    // Due now, oldest first.
    std::vector<DueDelivery> due(const std::string& host, base::Instant now, std::size_t limit);
    bool still_due(std::int64_t id, base::Instant now);
    std::int64_t next_at(base::Instant after);  // 0: nothing waits

    // Once per activity and inbox; `due` later than now: when others have gone first.
    void add(const DueDelivery& delivery, base::Instant now, base::Instant due = {});
    bool is_waiting(const std::string& activity, const std::string& host);
    bool is_waiting(const std::string& activity);  // anywhere
    void suspect(const std::string& inbox);        // its actor is asked for soon
    void done(std::int64_t id);
    void later(std::int64_t id, base::Instant at, const std::string& error);
    // Nobody is there: the try does not count, the host's pause decides.
    void hold(std::int64_t id, base::Instant at, const std::string& error);
    void failed(std::int64_t id, base::Instant now, const std::string& error);
    void all_failed(const std::string& host, base::Instant now, const std::string& error);
    void all_due(const std::string& host, base::Instant now);
    // Everything of that host as if it were new, the given up included; how much.
    std::int64_t renew(const std::string& host, base::Instant now);
    std::int64_t drop(const std::string& host);
    void forget_failed(base::Instant before);

    PeerHost host(const std::string& host);
    void save_host(const std::string& host, const PeerHost& state);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
