#include "node/federation/delivery_lanes.h"

#include <algorithm>
#include <utility>

namespace essaim::federation {

std::size_t Lanes::wanted(const std::string& host, base::Instant now) const {
    if (held_ >= kMostHeld) return 0;
    const auto found = lanes_.find(host);
    if (found == lanes_.end()) return kMostPerLane;
    const auto& lane = found->second;
    if (lane.not_before > now || lane.waiting.size() >= kMostPerLane) return 0;
    return kMostPerLane + lane.flying.size();  // those in flight are still in the table
}

void Lanes::fill(const std::string& host, std::vector<DueDelivery> rows, std::size_t asked,
                 activitypub::Scheme scheme) {
    if (rows.empty()) {
        if (const auto found = lanes_.find(host); found != lanes_.end()) found->second.more = false;
        return;
    }
    auto& lane = lanes_[host];
    lane.scheme = scheme;
    lane.more = rows.size() >= asked;
    for (auto& row : rows) {
        const auto id = row.id;
        if (lane.flying.contains(id)) continue;
        if (lane.waiting.emplace(id, std::move(row)).second) ++held_;
    }
}

std::vector<Attempt> Lanes::take(base::Instant now) {
    std::vector<Attempt> taken;
    tidy(now);
    const auto serve = [&](const std::string& host, Lane& lane) {
        if (lane.not_before > now) return;
        while (in_flight_ < kInFlight && lane.flying.size() < lane.width && !lane.waiting.empty()) {
            auto first = lane.waiting.begin();
            const bool alone = first->second.alone;
            if (!lane.flying.empty() && (alone || lane.flying.begin()->second)) break;
            lane.flying.emplace(first->first, alone);
            taken.push_back({std::move(first->second), lane.scheme, false});
            lane.waiting.erase(first);
            --held_;
            ++in_flight_;
            last_served_ = host;
        }
    };
    // From behind the host served last: the first of the alphabet are not first for ever.
    const auto start = lanes_.upper_bound(last_served_);
    for (auto lane = start; lane != lanes_.end(); ++lane) serve(lane->first, lane->second);
    for (auto lane = lanes_.begin(); lane != start; ++lane) serve(lane->first, lane->second);
    return taken;
}

void Lanes::finish(const DueDelivery& delivery, bool arrived) {
    auto& lane = lanes_[delivery.host];
    if (lane.flying.erase(delivery.id) > 0) --in_flight_;
    lane.width = arrived ? std::min(lane.width + 1, kPerHost) : 1;
}

void Lanes::learn(const std::string& host, activitypub::Scheme scheme) {
    if (const auto found = lanes_.find(host); found != lanes_.end()) found->second.scheme = scheme;
}

void Lanes::rest(const std::string& host, base::Instant until) {
    auto& lane = lanes_[host];
    lane.not_before = std::max(lane.not_before, until);
    drop(host);  // resting lanes must not fill the memory
}

void Lanes::rouse(const std::string& host) {
    if (const auto found = lanes_.find(host); found != lanes_.end()) found->second.not_before = {};
}

void Lanes::drop(const std::string& host) {
    const auto found = lanes_.find(host);
    if (found == lanes_.end()) return;
    held_ -= found->second.waiting.size();
    found->second.waiting.clear();
    found->second.more = false;
}

std::vector<std::string> Lanes::hungry(base::Instant now) const {
    std::vector<std::string> hosts;
    for (const auto& [host, lane] : lanes_) {
        const bool low = lane.waiting.size() < kMostPerLane / 2;
        if (lane.more && low && lane.not_before <= now) hosts.push_back(host);
    }
    return hosts;
}

std::optional<base::Instant> Lanes::next_end_of_rest(base::Instant now) const {
    std::optional<base::Instant> next;
    for (const auto& [host, lane] : lanes_) {
        if (lane.not_before > now && (!next || lane.not_before < *next)) next = lane.not_before;
    }
    return next;
}

void Lanes::tidy(base::Instant now) {
    std::erase_if(lanes_, [now](const auto& entry) {
        const Lane& lane = entry.second;
        return lane.waiting.empty() && lane.flying.empty() && !lane.more && lane.not_before <= now;
    });
}

}  // namespace essaim::federation
