#include "node/federation/inbox_lanes.h"

#include <utility>

namespace essaim::federation {

void InboxLanes::add(InboxTurn turn) {
    auto& lane = waiting_[turn.host];
    lane.push_back(turn.position);
    if (lane.size() == 1 && !at_work_.contains(turn.host)) turns_.push_back(std::move(turn.host));
}

std::optional<InboxTurn> InboxLanes::next() {
    if (turns_.empty()) return std::nullopt;
    InboxTurn turn{std::move(turns_.front()), 0};
    turns_.pop_front();
    const auto lane = waiting_.find(turn.host);
    turn.position = lane->second.front();
    lane->second.pop_front();
    if (lane->second.empty()) waiting_.erase(lane);
    at_work_.insert(turn.host);
    return turn;
}

void InboxLanes::done(const std::string& host) {
    if (at_work_.erase(host) > 0 && waiting_.contains(host)) turns_.push_back(host);
}

bool InboxRoom::take(const std::string& host) {
    const auto known = held_.find(host);
    if (all_ >= in_all_ || (known != held_.end() && known->second >= per_host_)) return false;
    fill(host);
    return true;
}

void InboxRoom::fill(const std::string& host) {
    ++held_[host];
    ++all_;
}

void InboxRoom::free(const std::string& host) {
    const auto known = held_.find(host);
    if (known == held_.end()) return;
    --all_;
    if (--known->second == 0) held_.erase(known);
}

}  // namespace essaim::federation
