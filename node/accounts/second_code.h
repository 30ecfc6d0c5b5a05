// The second code at sign-in: an app's, or one of ten on paper, each once
// (security.md E7). What it opens and closes is decided by whoever calls;
// turning it on or off ends the other sessions (E5). Any thread.
#pragma once

#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"

namespace essaim::storage {
class Database;
}

namespace essaim::accounts {

class SecondCode {
  public:
    static constexpr std::size_t kPaperCodes = 10;

    SecondCode(const base::Clock& clock, storage::Database& database)
        : clock_(clock), database_(database) {}

    bool is_on(const std::string& account) const;
    std::int64_t paper_codes_left(const std::string& account) const;
    // A secret for the app, in force only once a code of it was given. Conflict: it is on.
    Result<std::string> begin(const std::string& account);
    std::string begun(const std::string& account) const;  // that secret; "" when there is none
    // The paper codes, told once. Unprocessable: not the code. `session`: the one that stays.
    Result<std::vector<std::string>> confirm(const std::string& account, const std::string& code,
                                             const std::string& session);
    // Unauthorized: it is not the code, or was used.
    Result<void> check(const std::string& account, const std::string& code);
    Result<void> end(const std::string& account, const std::string& session);

  private:
    const base::Clock& clock_;
    storage::Database& database_;
};

}  // namespace essaim::accounts
