#include "node/accounts/throttle.h"

#include <algorithm>
#include <vector>

#include "node/web/client_address.h"

namespace essaim::accounts {

bool Throttle::allow(const std::string& account, const std::string& client,
                     std::chrono::milliseconds ticks) {
    std::vector<std::string> keys = {"c:" + web::client_key(client)};
    if (!account.empty()) keys.push_back("a:" + account);
    return times_.with([&](All& all) {
        for (const auto& key : keys) {
            const auto found = all.find(key);
            if (found == all.end()) continue;
            const auto recent = std::ranges::count_if(
                found->second, [&](auto time) { return time > ticks - kWindow; });
            if (static_cast<std::size_t>(recent) >= kTries) return false;
        }
        for (const auto& key : keys) {
            if (all.size() >= kMostKeys && !all.contains(key)) make_room(all, ticks);
            auto& times = all[key];
            times.push_back(ticks);
            if (times.size() > kTries) times.pop_front();
        }
        return true;
    });
}

void Throttle::make_room(All& all, std::chrono::milliseconds ticks) {
    std::erase_if(all, [&](const auto& entry) { return entry.second.back() <= ticks - kWindow; });
    if (all.size() < kMostKeys) return;
    // A flood from everywhere: locking everybody out would be its success.
    all.erase(
        std::ranges::min_element(all, {}, [](const auto& entry) { return entry.second.back(); }));
}

void Throttle::forget(const std::string& account) {
    times_.with([&](All& all) { all.erase("a:" + account); });
}

std::size_t Throttle::keys() const {
    return times_.with([](const All& all) { return all.size(); });
}

}  // namespace essaim::accounts
