// The table of links sent by mail: SQL only, tokens hashed. Borrows a
// connection; the caller commits.
#pragma once

#include <optional>
#include <string>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::accounts {

class LinkStore {
  public:
    static constexpr const char* kPassphrase = "passphrase";
    static constexpr const char* kAddress = "address";

    explicit LinkStore(storage::Connection& connection) : connection_(connection) {}

    bool is_verified(const std::string& account);
    void verify(const std::string& account, const std::string& email, base::Instant now);
    // In place of those of this purpose there were.
    void add(const std::string& token_hash, const std::string& account, const char* purpose,
             const std::string& email, base::Instant expires);
    struct Found {
        std::string account;
        std::string email;
    };
    std::optional<Found> find(const std::string& token_hash, const char* purpose,
                              base::Instant now);
    void remove(const std::string& account, const char* purpose);
    void forget(base::Instant now);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
