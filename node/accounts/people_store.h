// What management and people themselves read and change of accounts: SQL only.
// Borrows a connection; the caller commits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/accounts/people.h"

namespace essaim::accounts {

class PeopleStore {
  public:
    explicit PeopleStore(storage::Connection& connection) : connection_(connection) {}

    std::vector<Person> all();
    std::optional<Person> find(const std::string& id);
    std::int64_t managers_besides(const std::string& id);  // neither closed nor leaving
    void set_role(const std::string& id, Role role);
    void set_closed(const std::string& id, std::optional<base::Instant> at);
    void set_leaving(const std::string& id, std::optional<base::Instant> at);
    std::vector<std::string> leaving_before(base::Instant now);
    void erase(const std::string& id);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::accounts
