// Who gave the right passphrase and still owes the second code: ten minutes,
// five tries (security.md E7). In memory and bounded; any thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "node/accounts/accounts.h"
#include "node/base/guarded.h"

namespace essaim::accounts {

class HalfWay {
  public:
    static constexpr int kTries = 5;
    static constexpr std::chrono::minutes kTime{10};
    static constexpr std::size_t kMost = 1000;

    std::string begin(const Account& account, std::chrono::milliseconds ticks);  // cookie value
    // Counts a try; none once there were five, or it is too late.
    std::optional<Account> attempt(const std::string& token, std::chrono::milliseconds ticks);
    bool knows(const std::string& token, std::chrono::milliseconds ticks) const;
    void end(const std::string& token);

  private:
    struct One {
        Account account;
        std::chrono::milliseconds since;
        int tries = 0;
    };
    base::Guarded<std::map<std::string, One>> all_;
};

}  // namespace essaim::accounts
