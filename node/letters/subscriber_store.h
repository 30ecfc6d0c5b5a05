// Who gets the weekly letter: SQL only, links hashed. Borrows a connection; the
// caller commits. Who leaves is deleted, not marked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::letters {

struct Subscriber {
    std::string id;
    std::string email;
    std::string language;
    bool confirmed = false;
};

class SubscriberStore {
  public:
    static constexpr std::int64_t kMost = 20'000;
    static constexpr std::int64_t kMostUnconfirmed = 2000;

    explicit SubscriberStore(storage::Connection& connection) : connection_(connection) {}

    std::optional<Subscriber> by_email(const std::string& email);
    std::optional<Subscriber> of_account(const std::string& account);
    bool has_room();
    // Not confirmed yet; in place of what the same address asked before.
    void ask(const Subscriber& subscriber, const std::string& confirm_hash, base::Instant now);
    // At once, of who has shown that the address is theirs.
    void add_own(const Subscriber& subscriber, const std::string& account, base::Instant now);
    // At once, of whom those who manage invite; its id, or that of who was there already.
    std::string add_invited(const Subscriber& subscriber, base::Instant now);
    std::optional<Subscriber> to_confirm(const std::string& confirm_hash, base::Instant since);
    void confirm(const std::string& id);
    std::optional<Subscriber> find(const std::string& id);
    void remove(const std::string& id);
    std::vector<Subscriber> confirmed();
    void forget_unconfirmed(base::Instant before);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::letters
