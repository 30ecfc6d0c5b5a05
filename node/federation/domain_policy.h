// Servers this node does not deal with, or only quietly. A domain covers its
// subdomains. Kept in memory, read on every path: inbox, fetch, delivery, pages.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/base/guarded.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

enum class PolicyLevel { None, Silence, Block };

class DomainPolicy {
  public:
    explicit DomainPolicy(storage::Database& database);
    PolicyLevel level(std::string_view host) const;  // a port does not matter
    bool blocks(std::string_view host) const { return level(host) == PolicyLevel::Block; }
    Result<void> set(const std::string& domain, PolicyLevel level, const std::string& reason, base::Instant now);

  private:
    storage::Database& database_;
    base::Guarded<std::map<std::string, PolicyLevel, std::less<>>> levels_;
};

}  // namespace essaim::federation
