// The tables of second codes and of codes on paper: SQL only. Borrows a
// connection; the caller commits. Codes on paper come here hashed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::accounts {

struct StoredSecret {
    std::string secret;  // bytes
    bool confirmed = false;
    std::int64_t last_step = 0;
};

class RecoveryStore {
  public:
    static constexpr const char* kSheet = "sheet";
    static constexpr const char* kSecond = "second";

    explicit RecoveryStore(storage::Connection& connection) : connection_(connection) {}

    std::optional<StoredSecret> secret_of(const std::string& account);
    void set_secret(const std::string& account, const std::string& secret);  // not in force
    void confirm(const std::string& account, std::int64_t step, base::Instant now);
    void remember_step(const std::string& account, std::int64_t step);
    void remove_secret(const std::string& account);

    // In place of those of this kind there were.
    void set_codes(const std::string& account, const char* kind,
                   const std::vector<std::string>& hashes, base::Instant now);
    bool use_code(const std::string& account, const char* kind, const std::string& hash);
    std::int64_t count_codes(const std::string& account, const char* kind);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
