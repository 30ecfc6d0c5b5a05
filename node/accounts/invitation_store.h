// The tables of invitations and of requests for one: SQL only. Borrows a
// connection; the caller commits. Codes come here hashed.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/accounts/invitations.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::accounts {

class InvitationStore {
  public:
    explicit InvitationStore(storage::Connection& connection) : connection_(connection) {}

    void add(const std::string& code_hash, const Invitation& invitation,
             const std::string& mailed_to);
    enum class Use { Unknown, Expired, Used, Valid };
    std::pair<Use, Role> find(const std::string& code_hash, base::Instant now);
    bool was_mailed_to(const std::string& code_hash, const std::string& email);
    void use(const std::string& code_hash, base::Instant now);
    std::vector<Invitation> open(base::Instant now);
    bool revoke(const std::string& id);

    void ask(const JoinRequest& request);  // in place of what the same address asked before
    std::vector<JoinRequest> requests();
    std::optional<JoinRequest> request(const std::string& id);
    void forget_request(const std::string& id);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
