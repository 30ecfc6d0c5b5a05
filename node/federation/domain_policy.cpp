#include "node/federation/domain_policy.h"

#include "node/federation/domain_name.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

std::string_view level_name(PolicyLevel level) {
    switch (level) {
        case PolicyLevel::Allow:
            return "allow";
        case PolicyLevel::Silence:
            return "silence";
        case PolicyLevel::Block:
            return "block";
        case PolicyLevel::None:
            break;
    }
    return "none";
}

PolicyLevel level_named(std::string_view name) {
    for (const auto level : {PolicyLevel::Allow, PolicyLevel::Silence, PolicyLevel::Block}) {
        if (level_name(level) == name) return level;
    }
    return PolicyLevel::None;
}

PolicyLevel DomainRules::level(std::string_view host) const {
    if (host.empty() || host == own_host_) return PolicyLevel::None;
    const auto otherwise = listed_only_ ? PolicyLevel::Block : PolicyLevel::None;
    for (auto domain = without_port(host);;) {
        if (const auto found = levels_.find(domain); found != levels_.end()) return found->second;
        const auto dot = domain.find('.');
        if (dot == std::string_view::npos) return otherwise;
        domain.remove_prefix(dot + 1);
    }
}

PolicyLevel DomainRules::of(std::string_view domain) const {
    const auto found = levels_.find(domain);
    return found == levels_.end() ? PolicyLevel::None : found->second;
}

void DomainRules::put(const std::string& domain, PolicyLevel level) {
    if (level == PolicyLevel::None) {
        levels_.erase(domain);
    } else {
        levels_[domain] = level;
    }
}

DomainPolicy::DomainPolicy(storage::Database& database, const std::string& own_host)
    : database_(database), own_host_(own_host), rules_(DomainRules(own_host)) {
    reload();
}

PolicyLevel DomainPolicy::level(std::string_view host) const {
    return rules_.with([&](const DomainRules& rules) { return rules.level(host); });
}

bool DomainPolicy::listed_only() const {
    return rules_.with([](const DomainRules& rules) { return rules.listed_only(); });
}

DomainRules DomainPolicy::rules() const {
    return rules_.with([](const DomainRules& rules) { return rules; });
}

std::vector<DomainRule> DomainPolicy::list() const {
    std::vector<DomainRule> all;
    auto reader = database_.read();
    auto query = reader->query(
        "SELECT domain, level, reason, obfuscate, since FROM domain_policy ORDER BY domain");
    while (query.step()) {
        all.push_back({.domain = query.text(0),
                       .level = level_named(query.text(1)),
                       .reason = query.text(2),
                       .obfuscate = query.number(3) != 0,
                       .since = base::from_millis(query.number(4))});
    }
    return all;
}

Result<void> DomainPolicy::set(const std::string& domain, PolicyLevel level,
                               const std::string& reason, base::Instant now) {
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        if (level == PolicyLevel::None) {
            erase(connection, domain);
        } else {
            save(connection, {.domain = domain, .level = level, .reason = reason, .since = now});
        }
        return {};
    });
    if (written) reload();
    return written;
}

void DomainPolicy::save(storage::Connection& connection, const DomainRule& rule) {
    connection
        .query(
            "INSERT INTO domain_policy (domain, level, reason, obfuscate, since) "
            "VALUES (?,?,?,?,?) ON CONFLICT (domain) DO UPDATE SET level = excluded.level, "
            "reason = excluded.reason, obfuscate = excluded.obfuscate, since = excluded.since")
        .arg(rule.domain)
        .arg(level_name(rule.level))
        .arg(rule.reason)
        .arg(rule.obfuscate ? 1 : 0)
        .arg(base::to_millis(rule.since))
        .run();
}

void DomainPolicy::erase(storage::Connection& connection, const std::string& domain) {
    connection.query("DELETE FROM domain_policy WHERE domain = ?").arg(domain).run();
}

void DomainPolicy::save_listed_only(storage::Connection& connection, bool on) {
    connection
        .query(
            "INSERT INTO setting (name, value) VALUES ('listed_only', ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .arg(on ? "1" : "0")
        .run();
}

void DomainPolicy::reload() {
    DomainRules fresh(own_host_);
    {
        auto reader = database_.read();
        auto query = reader->query("SELECT domain, level FROM domain_policy");
        while (query.step()) fresh.put(query.text(0), level_named(query.text(1)));
        auto mode = reader->query("SELECT value FROM setting WHERE name = 'listed_only'");
        fresh.set_listed_only(mode.step() && mode.text(0) == "1");
    }
    rules_.with([&](DomainRules& rules) { rules = std::move(fresh); });
}

}  // namespace essaim::federation
