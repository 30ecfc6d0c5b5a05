#include "node/accounts/session_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

void SessionStore::open(const std::string& id_hash, const std::string& account,
                        const std::string& agent, base::Instant now) {
    connection_
        .query(
            "INSERT INTO session (id_hash, account, created_at, seen_at, agent) "
            "VALUES (?,?,?,?,?)")
        .arg(id_hash)
        .arg(account)
        .arg(base::to_millis(now))
        .arg(base::to_millis(now))
        .arg(agent)
        .run();
}

std::optional<Session> SessionStore::find(const std::string& id_hash, base::Instant unused_since) {
    auto row = connection_.query(
        "SELECT a.id, a.email, a.name, a.role, a.language, s.seen_at FROM session s "
        "JOIN account a ON a.id = s.account "
        "WHERE s.id_hash = ? AND s.seen_at > ? AND a.disabled_at IS NULL");
    row.arg(id_hash).arg(base::to_millis(unused_since));
    if (!row.step()) return std::nullopt;
    return Session{{row.text(0), row.text(1), row.text(2),
                    parse_role(row.text(3)).value_or(Role::Reader), row.text(4)},
                   base::from_millis(row.number(5))};
}

void SessionStore::touch(const std::string& id_hash, base::Instant now) {
    connection_.query("UPDATE session SET seen_at = ? WHERE id_hash = ?")
        .arg(base::to_millis(now))
        .arg(id_hash)
        .run();
}

void SessionStore::close(const std::string& id_hash) {
    connection_.query("DELETE FROM session WHERE id_hash = ?").arg(id_hash).run();
}

void SessionStore::close_all(const std::string& account) {
    connection_.query("DELETE FROM session WHERE account = ?").arg(account).run();
}

void SessionStore::forget(base::Instant unused_since) {
    connection_.query("DELETE FROM session WHERE seen_at <= ?")
        .arg(base::to_millis(unused_since))
        .run();
}

}  // namespace essaim::accounts
