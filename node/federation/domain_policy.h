// Servers this node does not deal with, or only quietly: the one table that
// every path asks (security.md §0.12, M2): keys, actors, objects, redirects,
// fetches, deliveries, pages, feeds. A domain covers those below it; the
// nearest name decides. Our own host is never subject to it. Kept in memory;
// changes are written by moderation.h. Any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/base/guarded.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

enum class PolicyLevel { None, Allow, Silence, Block };

std::string_view level_name(PolicyLevel level);  // as stored: "allow", "silence", "block"
PolicyLevel level_named(std::string_view name);

struct DomainRule {
    std::string domain;  // as domain_in() gives it
    PolicyLevel level = PolicyLevel::None;
    std::string reason = {};
    bool obfuscate = false;
    base::Instant since = {};
};

// The table as a value: what would hold if it were so. Pure.
class DomainRules {
  public:
    explicit DomainRules(std::string own_host = {}) : own_host_(std::move(own_host)) {}
    // Of a host, port or not. In listed-only mode what is not listed is blocked.
    PolicyLevel level(std::string_view host) const;
    bool blocks(std::string_view host) const { return level(host) == PolicyLevel::Block; }
    PolicyLevel of(std::string_view domain) const;  // the rule of this very name
    bool listed_only() const { return listed_only_; }
    std::size_t size() const { return levels_.size(); }

    void put(const std::string& domain, PolicyLevel level);  // None: takes it out
    void set_listed_only(bool on) { listed_only_ = on; }
    const std::string& own_host() const { return own_host_; }

  private:
    std::string own_host_;
    bool listed_only_ = false;
    std::map<std::string, PolicyLevel, std::less<>> levels_;
};

class DomainPolicy {
  public:
    explicit DomainPolicy(storage::Database& database, const std::string& own_host = {});

    PolicyLevel level(std::string_view host) const;
    bool blocks(std::string_view host) const { return level(host) == PolicyLevel::Block; }
    bool listed_only() const;
    DomainRules rules() const;             // a copy, to try something out
    std::vector<DomainRule> list() const;  // the table with its reasons, by domain

    // One rule by itself; moderation.h also ends and mends what hangs on it.
    Result<void> set(const std::string& domain, PolicyLevel level, const std::string& reason,
                     base::Instant now);
    // In the caller's transaction; reload() after the commit.
    static void save(storage::Connection& connection, const DomainRule& rule);
    static void erase(storage::Connection& connection, const std::string& domain);
    static void save_listed_only(storage::Connection& connection, bool on);
    void reload();

  private:
    storage::Database& database_;
    const std::string own_host_;
    base::Guarded<DomainRules> rules_;
};

}  // namespace essaim::federation
