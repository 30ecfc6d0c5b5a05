#include "node/accounts/half_way.h"

#include <algorithm>

#include "node/base/random.h"

namespace essaim::accounts {

std::string HalfWay::begin(const Account& account, std::chrono::milliseconds ticks) {
    auto token = base::random_token();
    all_.with([&](auto& all) {
        std::erase_if(all, [&](const auto& one) { return ticks - one.second.since > kTime; });
        if (all.size() >= kMost) {
            all.erase(std::ranges::min_element(all, {},
                                               [](const auto& one) { return one.second.since; }));
        }
        all[base::sha256_hex(token)] = {account, ticks};
    });
    return token;
}

std::optional<Account> HalfWay::attempt(const std::string& token, std::chrono::milliseconds ticks) {
    return all_.with([&](auto& all) -> std::optional<Account> {
        const auto found = all.find(base::sha256_hex(token));
        if (found == all.end() || ticks - found->second.since > kTime) return std::nullopt;
        if (++found->second.tries > kTries) {
            all.erase(found);
            return std::nullopt;
        }
        return found->second.account;
    });
}

bool HalfWay::knows(const std::string& token, std::chrono::milliseconds ticks) const {
    return all_.with([&](const auto& all) {
        const auto found = all.find(base::sha256_hex(token));
        return found != all.end() && ticks - found->second.since <= kTime;
    });
}

void HalfWay::end(const std::string& token) {
    all_.with([&](auto& all) { all.erase(base::sha256_hex(token)); });
}

}  // namespace essaim::accounts
