// The tables of accounts and the journal: SQL only.
// Borrows a connection; the caller commits. Passphrases come here hashed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/accounts/accounts.h"

namespace essaim::accounts {

class AccountStore {
  public:
    explicit AccountStore(storage::Connection& connection) : connection_(connection) {}

    void insert(const Account& account, const std::string& password, base::Instant now);
    std::optional<Account> by_email(const std::string& email);
    bool is_taken(const std::string& email);  // by a disabled account, too
    std::string password_of(const std::string& id);
    void set_password(const std::string& id, const std::string& password);
    std::vector<Account> all();

    void journal(const std::string& account, const std::string& action, const std::string& detail,
                 base::Instant now);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
