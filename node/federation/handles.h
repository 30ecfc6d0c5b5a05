// Who has a handle such as @miel@gironde.example: somebody we know, one of
// ours, or whom their server names when it is asked. Nobody from a blocked
// server, and nobody whom pages may not show (visibility.h). Any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/guarded.h"
#include "node/federation/follows.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class Visibility;

struct HandleOwner {
    std::string actor;  // IRI
    std::string url;    // page for people
    bool local = false;
};

class Handles {
  public:
    Handles(storage::Database& database, const LocalActors& actors, const Visibility& visibility,
            Follows& follows, const base::Clock& clock)
        : database_(database),
          actors_(actors),
          visibility_(visibility),
          follows_(follows),
          clock_(clock) {}

    // Without waiting.
    std::optional<HandleOwner> owner(const std::string& handle) const;
    // Asks the servers of those that nobody we know has: a few, for a few seconds,
    // and whoever was not found not again for ten minutes. Then owner() knows.
    void look_up(const std::vector<std::string>& handles);

  private:
    bool is_worth_asking(const std::string& handle);

    storage::Database& database_;
    const LocalActors& actors_;
    const Visibility& visibility_;
    Follows& follows_;
    const base::Clock& clock_;
    base::Guarded<std::map<std::string, base::Instant>> asked_;
};

}  // namespace essaim::federation
