#include "node/accounts/recovery_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

std::optional<StoredSecret> RecoveryStore::secret_of(const std::string& account) {
    auto query = connection_.query(
        "SELECT secret, confirmed_at, last_step FROM second_code WHERE account = ?");
    query.arg(account);
    if (!query.step()) return std::nullopt;
    return StoredSecret{query.bytes(0), !query.is_null(1), query.number(2)};
}

void RecoveryStore::set_secret(const std::string& account, const std::string& secret) {
    connection_
        .query(
            "INSERT INTO second_code (account, secret) VALUES (?, ?) ON CONFLICT (account) DO "
            "UPDATE SET secret = excluded.secret, confirmed_at = NULL, last_step = 0")
        .arg(account)
        .blob(secret)
        .run();
}

void RecoveryStore::confirm(const std::string& account, std::int64_t step, base::Instant now) {
    connection_.query("UPDATE second_code SET confirmed_at = ?, last_step = ? WHERE account = ?")
        .arg(base::to_millis(now))
        .arg(step)
        .arg(account)
        .run();
}

void RecoveryStore::remember_step(const std::string& account, std::int64_t step) {
    connection_.query("UPDATE second_code SET last_step = ? WHERE account = ?")
        .arg(step)
        .arg(account)
        .run();
}

void RecoveryStore::remove_secret(const std::string& account) {
    connection_.query("DELETE FROM second_code WHERE account = ?").arg(account).run();
    connection_.query("DELETE FROM recovery_code WHERE account = ? AND kind = ?")
        .arg(account)
        .arg(kSecond)
        .run();
}

void RecoveryStore::set_codes(const std::string& account, const char* kind,
                              const std::vector<std::string>& hashes, base::Instant now) {
    connection_.query("DELETE FROM recovery_code WHERE account = ? AND kind = ?")
        .arg(account)
        .arg(kind)
        .run();
    for (const auto& hash : hashes) {
        connection_
            .query("INSERT INTO recovery_code (code_hash, account, kind, made_at) VALUES (?,?,?,?)")
            .arg(hash)
            .arg(account)
            .arg(kind)
            .arg(base::to_millis(now))
            .run();
    }
}

bool RecoveryStore::use_code(const std::string& account, const char* kind,
                             const std::string& hash) {
    return connection_
               .query("DELETE FROM recovery_code WHERE account = ? AND kind = ? AND code_hash = ?")
               .arg(account)
               .arg(kind)
               .arg(hash)
               .run() == 1;
}

std::int64_t RecoveryStore::count_codes(const std::string& account, const char* kind) {
    auto query =
        connection_.query("SELECT count(*) FROM recovery_code WHERE account = ? AND kind = ?");
    query.arg(account).arg(kind);
    query.step();
    return query.number(0);
}

}  // namespace essaim::accounts
