// Links that are sent by mail to who has an account: one makes the address known
// as theirs, the other gives a new passphrase, an hour long and once. Told once
// and kept hashed (security.md E6). Who sends them is not our business. Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "node/accounts/accounts.h"

namespace essaim::accounts {

struct SentLink {
    Account account;
    std::string token;  // for the address, 44 characters
};

class Links {
  public:
    static constexpr std::chrono::hours kPassphraseValid{1};
    static constexpr std::chrono::hours kAddressValid{24 * 3};

    Links(const base::Clock& clock, storage::Database& database)
        : clock_(clock), database_(database) {}

    bool is_verified(const std::string& account) const;

    // In the caller's transaction. None: no open account has this address, or
    // nobody has shown that it is theirs.
    std::optional<SentLink> for_passphrase(storage::Connection& connection,
                                           const std::string& email);
    SentLink for_address(storage::Connection& connection, const Account& account);

    bool is_good_for_passphrase(const std::string& token) const;
    // Unprocessable: the passphrase will not do; Gone: used, or too old. Ends all
    // sessions and all such links.
    Result<Account> new_passphrase(const std::string& token, const std::string& passphrase);
    Result<Account> confirm_address(const std::string& token);  // Gone as above
    Result<void> forget();                                      // those that are too old

  private:
    const base::Clock& clock_;
    storage::Database& database_;
};

}  // namespace essaim::accounts
