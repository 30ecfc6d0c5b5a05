#include "node/federation/domain_policy.h"

#include "node/base/text.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

DomainPolicy::DomainPolicy(storage::Database& database) : database_(database) {
    auto reader = database.read();
    auto query = reader->query("SELECT domain, level FROM domain_policy");
    while (query.step()) {
        const auto level = query.text(1) == "block" ? PolicyLevel::Block : PolicyLevel::Silence;
        levels_.with([&](auto& levels) { levels[query.text(0)] = level; });
    }
}

PolicyLevel DomainPolicy::level(std::string_view host) const {
    host = host.substr(0, host.rfind(':') == std::string_view::npos || host.ends_with(']') ? host.size() : host.rfind(':'));
    return levels_.with([&](const auto& levels) {
        for (auto domain = host;;) {
            if (const auto found = levels.find(domain); found != levels.end()) return found->second;
            const auto dot = domain.find('.');
            if (dot == std::string_view::npos) return PolicyLevel::None;
            domain.remove_prefix(dot + 1);
        }
    });
}

Result<void> DomainPolicy::set(const std::string& domain, PolicyLevel level, const std::string& reason, base::Instant now) {
    const auto name = base::ascii_lower(domain);
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        connection.query("DELETE FROM domain_policy WHERE domain = ?").arg(name).run();
        if (level == PolicyLevel::None) return {};
        connection.query("INSERT INTO domain_policy (domain, level, reason, since) VALUES (?,?,?,?)")
            .arg(name)
            .arg(level == PolicyLevel::Block ? "block" : "silence")
            .arg(reason)
            .arg(base::to_millis(now))
            .run();
        return {};
    });
    if (!written) return written;
    levels_.with([&](auto& levels) {
        if (level == PolicyLevel::None) {
            levels.erase(name);
        } else {
            levels[name] = level;
        }
    });
    return {};
}

}  // namespace essaim::federation
