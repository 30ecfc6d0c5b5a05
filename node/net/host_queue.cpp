#include "node/net/host_queue.h"

#include <algorithm>

namespace essaim::net {

void HostQueue::give_turn(const std::string& name, Host& host) {
    if (host.has_turn || host.line.empty() || host.under_way >= per_host_) return;
    host.has_turn = true;
    turns_.push_back(name);
}

void HostQueue::push(const std::string& name, Id id, Time deadline) {
    Host& host = hosts_[name];
    host.line.emplace_back(id, deadline);
    deadlines_.insert({deadline, id, name});
    give_turn(name, host);
}

std::optional<HostQueue::Id> HostQueue::take() {
    while (under_way_ < total_ && !turns_.empty()) {
        const std::string name = std::move(turns_.front());
        turns_.pop_front();
        const auto found = hosts_.find(name);
        if (found == hosts_.end()) continue;  // all of it expired meanwhile
        Host& host = found->second;
        host.has_turn = false;
        if (host.line.empty() || host.under_way >= per_host_) continue;
        const auto [id, deadline] = host.line.front();
        host.line.pop_front();
        deadlines_.erase({deadline, id, {}});
        ++host.under_way;
        ++under_way_;
        give_turn(name, host);
        return id;
    }
    return std::nullopt;
}

void HostQueue::release(const std::string& name) {
    const auto found = hosts_.find(name);
    if (found == hosts_.end() || found->second.under_way == 0) return;
    --found->second.under_way;
    --under_way_;
    give_turn(name, found->second);
    if (found->second.line.empty() && found->second.under_way == 0) hosts_.erase(found);
}

std::vector<HostQueue::Id> HostQueue::remove_expired(Time now) {
    std::vector<Id> expired;
    while (!deadlines_.empty() && deadlines_.begin()->time <= now) {
        const Deadline first = *deadlines_.begin();
        deadlines_.erase(deadlines_.begin());
        expired.push_back(first.id);
        const auto found = hosts_.find(first.host);
        if (found == hosts_.end()) continue;
        auto& line = found->second.line;
        const auto place = std::ranges::find(line, first.id, &std::pair<Id, Time>::first);
        if (place != line.end()) line.erase(place);
        if (line.empty() && found->second.under_way == 0) {
            std::erase(turns_, first.host);
            hosts_.erase(found);
        }
    }
    return expired;
}

std::optional<HostQueue::Time> HostQueue::next_deadline() const {
    if (deadlines_.empty()) return std::nullopt;
    return deadlines_.begin()->time;
}

}  // namespace essaim::net
