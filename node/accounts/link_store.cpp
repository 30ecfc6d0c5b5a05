#include "node/accounts/link_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

bool LinkStore::is_verified(const std::string& account) {
    return connection_
        .query("SELECT 1 FROM account WHERE id = ? AND address_verified_at IS NOT NULL")
        .arg(account)
        .step();
}

void LinkStore::verify(const std::string& account, const std::string& email, base::Instant now) {
    connection_.query("UPDATE account SET address_verified_at = ? WHERE id = ? AND email = ?")
        .arg(base::to_millis(now))
        .arg(account)
        .arg(email)
        .run();
}

void LinkStore::add(const std::string& token_hash, const std::string& account, const char* purpose,
                    const std::string& email, base::Instant expires) {
    remove(account, purpose);
    connection_
        .query(
            "INSERT INTO account_link (token_hash, account, purpose, email, expires_at) "
            "VALUES (?, ?, ?, ?, ?)")
        .arg(token_hash)
        .arg(account)
        .arg(purpose)
        .arg(email)
        .arg(base::to_millis(expires))
        .run();
}

std::optional<LinkStore::Found> LinkStore::find(const std::string& token_hash, const char* purpose,
                                                base::Instant now) {
    auto query = connection_.query(
        "SELECT l.account, l.email FROM account_link l JOIN account a ON a.id = l.account "
        "WHERE l.token_hash = ? AND l.purpose = ? AND l.expires_at > ? AND a.disabled_at IS NULL");
    query.arg(token_hash).arg(purpose).arg(base::to_millis(now));
    if (!query.step()) return std::nullopt;
    return Found{query.text(0), query.text(1)};
}

void LinkStore::remove(const std::string& account, const char* purpose) {
    connection_.query("DELETE FROM account_link WHERE account = ? AND purpose = ?")
        .arg(account)
        .arg(purpose)
        .run();
}

void LinkStore::forget(base::Instant now) {
    connection_.query("DELETE FROM account_link WHERE expires_at <= ?")
        .arg(base::to_millis(now))
        .run();
    // An invitation that nobody came by says no longer to whom it went.
    connection_
        .query("UPDATE invitation SET mailed_to = '' WHERE mailed_to <> '' AND expires_at <= ?")
        .arg(base::to_millis(now))
        .run();
}

}  // namespace essaim::accounts
