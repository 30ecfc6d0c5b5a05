#include "node/federation/fetch_budget.h"

namespace essaim::federation {

namespace {
using namespace std::chrono_literals;
constexpr auto kPeriod = 1min;
constexpr std::size_t kMostHosts = 20'000;  // security.md §0.11
}  // namespace

bool FetchBudget::spend(const std::string& host) {
    const auto now = clock_.ticks();
    return hosts_.with([&](auto& hosts) {
        if (hosts.size() >= kMostHosts) {
            std::erase_if(hosts,
                          [&](const auto& entry) { return now - entry.second.since >= kPeriod; });
            // Twenty thousand hosts within a minute: a flood. New ones wait.
            if (hosts.size() >= kMostHosts && !hosts.contains(host)) return false;
        }
        auto& spent = hosts[host];
        if (spent.requests == 0 || now - spent.since >= kPeriod) spent = {now, 0};
        return ++spent.requests <= kPerMinute;
    });
}

}  // namespace essaim::federation
