// Who may come in: links with an end and a number of uses, told once and kept
// hashed; and people who ask for one. Any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "node/accounts/role.h"
#include "node/base/clock.h"
#include "node/base/error.h"

namespace essaim::storage {
class Database;
}

namespace essaim::accounts {

struct NewInvitation {
    Role role = Role::Writer;
    std::chrono::hours valid{24 * 7};
    int uses = 1;                // 1…100
    std::string label = {};      // for whom; only those who manage read it
    std::string mailed_to = {};  // address it is sent to: who comes by it need not confirm it
    std::string by = {};         // the account that invites; the journal gets its line with it
};

struct Invitation {
    std::string id;
    Role role = Role::Reader;
    std::string label;
    int uses = 1;
    int used = 0;
    base::Instant created;
    base::Instant expires;
};

struct JoinRequest {
    std::string id;
    std::string email;
    std::string name;
    std::string reason;
    base::Instant at;
};

class Invitations {
  public:
    static constexpr int kMostUses = 100;
    static constexpr std::size_t kMostRequests = 200;
    static constexpr std::size_t kReasonBytes = 1000;

    Invitations(const base::Clock& clock, storage::Database& database)
        : clock_(clock), database_(database) {}

    Result<std::string> make(const NewInvitation& wanted);  // code for /bienvenue/<code>
    std::vector<Invitation> open() const;                   // still good for somebody, newest first
    Result<void> revoke(const std::string& id, const std::string& who = {});

    // Said the same whether the address is known here or not. Unprocessable: a
    // field is wrong; TooMany: so many wait that nobody reads them.
    Result<void> ask(const std::string& email, const std::string& name, const std::string& reason);
    std::vector<JoinRequest> requests() const;          // oldest first
    Result<JoinRequest> settle(const std::string& id);  // answered: it is forgotten

  private:
    const base::Clock& clock_;
    storage::Database& database_;
};

}  // namespace essaim::accounts
