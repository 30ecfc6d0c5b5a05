// Where a text of ours arrived: the servers that took its Create, counted by
// what runs there (NodeInfo, asked for afterwards, a few at a time). Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

class LocalActors;
class SignedFetch;

class Arrivals {
  public:
    static constexpr std::int64_t kMostHosts = 500;  // remembered of one text

    Arrivals(storage::Database& database, const base::Clock& clock, const SignedFetch& fetch,
             const LocalActors& actors)
        : database_(database), clock_(clock), fetch_(fetch), actors_(actors) {}

    // "mastodon" -> how many servers of it; "" -> those that do not say.
    static std::map<std::string, std::int64_t> of(storage::Connection& connection,
                                                  const std::string& object);
    // An activity was taken there: counts if it was the Create of a text of ours.
    static void arrived(storage::Connection& connection, const std::string& activity,
                        const std::string& host);

    // Asks a few servers what they run. Waits; an errand.
    void look_up(const std::stop_token& stop);

  private:
    std::string software_of(const std::string& host) const;

    storage::Database& database_;
    const base::Clock& clock_;
    const SignedFetch& fetch_;
    const LocalActors& actors_;
};

}  // namespace essaim::federation
