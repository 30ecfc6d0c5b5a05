// The table of sessions: SQL only, by the sha256 of the cookie's value.
// Borrows a connection; the caller commits. security.md E5.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/accounts/people.h"

namespace essaim::accounts {

struct Session {
    Account account;
    base::Instant seen;
};

class SessionStore {
  public:
    explicit SessionStore(storage::Connection& connection) : connection_(connection) {}

    void open(const std::string& id_hash, const std::string& account, const std::string& agent,
              base::Instant now);
    // Unless it was unused since `unused_since`, or the account is disabled.
    std::optional<Session> find(const std::string& id_hash, base::Instant unused_since);
    void touch(const std::string& id_hash, base::Instant now);
    void close(const std::string& id_hash);
    void close_all(const std::string& account);
    void close_others(const std::string& account, const std::string& id_hash);
    // By the handle that of() gives.
    void close_named(const std::string& account, const std::string& handle);
    std::vector<OwnSession> of(const std::string& account, const std::string& current_hash);
    void forget(base::Instant unused_since);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
