// Those who have an account: what they may do, when they were last here, how
// they leave. The node always keeps somebody who manages it. Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "node/accounts/accounts.h"

namespace essaim::accounts {

struct Person {
    Account account;
    base::Instant created;
    std::optional<base::Instant> seen = std::nullopt;     // last, of the sessions that last
    std::optional<base::Instant> closed = std::nullopt;   // by somebody who manages
    std::optional<base::Instant> leaving = std::nullopt;  // erased then, by their own wish
    bool second_code = false;
    bool has_sheet = false;
};

struct OwnSession {
    std::string handle;  // names it without being it
    std::string agent;
    base::Instant created;
    base::Instant seen;
    bool current = false;
};

class People {
  public:
    static constexpr std::chrono::hours kRegret{24 * 7};
    static constexpr std::size_t kSheetCodes = 4;

    People(const base::Clock& clock, storage::Database& database)
        : clock_(clock), database_(database) {}

    std::vector<Person> all() const;  // closed ones last
    std::optional<Person> find(const std::string& id) const;
    // Conflict, a French sentence: it would leave nobody who manages. Ends their sessions (E5).
    // `who`: the account that acts; the journal gets its line with the act.
    Result<void> set_role(const std::string& id, Role role, const std::string& who = {});
    Result<void> close(const std::string& id, const std::string& who = {});
    Result<void> reopen(const std::string& id, const std::string& who = {});

    // Erased in a week, unless stay(). Conflict as above.
    Result<base::Instant> leave(const std::string& id);
    Result<void> stay(const std::string& id);
    std::vector<std::string> due() const;  // accounts whose week is over
    Result<void> erase(const std::string& id);

    std::vector<OwnSession> sessions(const std::string& id, const std::string& current) const;
    Result<void> end_session(const std::string& id, const std::string& handle);
    Result<void> end_others(const std::string& id, const std::string& current);

    // The codes of a new recovery sheet, told once; those before are void.
    Result<std::vector<std::string>> make_sheet(const std::string& id);
    // A new passphrase by a code of the sheet. Unauthorized: address or code are
    // not right, with one text for both. Ends all sessions.
    Result<Account> use_sheet(const std::string& email, const std::string& code,
                              const std::string& passphrase);
    // By its owner; the session `current` stays. Unauthorized: not the old one.
    Result<void> change_passphrase(const std::string& id, const std::string& old,
                                   const std::string& passphrase, const std::string& current);
    bool is_passphrase_of(const std::string& id, const std::string& passphrase) const;

  private:
    void note(storage::Connection& connection, const std::string& who, const char* action,
              const std::string& id) const;
    const base::Clock& clock_;
    storage::Database& database_;
};

}  // namespace essaim::accounts
