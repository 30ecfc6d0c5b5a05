#include "node/accounts/session_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

namespace {
constexpr std::size_t kHandle = 16;  // letters of the hash: unique among one person's, no secret
}

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

void SessionStore::close_others(const std::string& account, const std::string& id_hash) {
    connection_.query("DELETE FROM session WHERE account = ? AND id_hash <> ?")
        .arg(account)
        .arg(id_hash)
        .run();
}

void SessionStore::close_named(const std::string& account, const std::string& handle) {
    connection_.query("DELETE FROM session WHERE account = ? AND substr(id_hash, 1, ?) = ?")
        .arg(account)
        .arg(static_cast<std::int64_t>(kHandle))
        .arg(handle)
        .run();
}

std::vector<OwnSession> SessionStore::of(const std::string& account,
                                         const std::string& current_hash) {
    std::vector<OwnSession> sessions;
    auto query = connection_.query(
        "SELECT id_hash, agent, created_at, seen_at FROM session WHERE account = ? "
        "ORDER BY seen_at DESC");
    query.arg(account);
    while (query.step()) {
        const auto hash = query.text(0);
        sessions.push_back({.handle = hash.substr(0, kHandle),
                            .agent = query.text(1),
                            .created = base::from_millis(query.number(2)),
                            .seen = base::from_millis(query.number(3)),
                            .current = hash == current_hash});
    }
    return sessions;
}

void SessionStore::forget(base::Instant unused_since) {
    connection_.query("DELETE FROM session WHERE seen_at <= ?")
        .arg(base::to_millis(unused_since))
        .run();
}

}  // namespace essaim::accounts
