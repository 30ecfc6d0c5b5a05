// The tables of accounts, invitations and the journal: SQL only.
// Borrows a connection; the caller commits. Secrets come here hashed.
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

    void invite(const std::string& code_hash, Role role, base::Instant expires);
    enum class Use { Unknown, Expired, Used, Valid };
    std::pair<Use, Role> invitation(const std::string& code_hash, base::Instant now);
    void use_invitation(const std::string& code_hash, base::Instant now);

    void journal(const std::string& account, const std::string& action, const std::string& detail,
                 base::Instant now);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
