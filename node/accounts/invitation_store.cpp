#include "node/accounts/invitation_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

void InvitationStore::add(const std::string& code_hash, const Invitation& invitation,
                          const std::string& mailed_to) {
    connection_
        .query(
            "INSERT INTO invitation (code_hash, id, role, label, uses, created_at, expires_at, "
            "mailed_to) VALUES (?,?,?,?,?,?,?,?)")
        .arg(code_hash)
        .arg(invitation.id)
        .arg(role_name(invitation.role))
        .arg(invitation.label)
        .arg(invitation.uses)
        .arg(base::to_millis(invitation.created))
        .arg(base::to_millis(invitation.expires))
        .arg(mailed_to)
        .run();
}

std::pair<InvitationStore::Use, Role> InvitationStore::find(const std::string& code_hash,
                                                            base::Instant now) {
    auto query = connection_.query(
        "SELECT role, expires_at, uses, used FROM invitation WHERE code_hash = ?");
    query.arg(code_hash);
    if (!query.step()) return {Use::Unknown, Role::Reader};
    const auto role = parse_role(query.text(0)).value_or(Role::Reader);
    if (query.number(3) >= query.number(2)) return {Use::Used, role};
    if (query.number(1) <= base::to_millis(now)) return {Use::Expired, role};
    return {Use::Valid, role};
}

bool InvitationStore::was_mailed_to(const std::string& code_hash, const std::string& email) {
    return connection_.query("SELECT 1 FROM invitation WHERE code_hash = ? AND mailed_to = ?")
        .arg(code_hash)
        .arg(email)
        .step();
}

void InvitationStore::use(const std::string& code_hash, base::Instant now) {
    connection_
        .query(
            "UPDATE invitation SET used = used + 1, used_at = ?, mailed_to = '' "
            "WHERE code_hash = ?")
        .arg(base::to_millis(now))
        .arg(code_hash)
        .run();
}

std::vector<Invitation> InvitationStore::open(base::Instant now) {
    std::vector<Invitation> all;
    auto query = connection_.query(
        "SELECT id, role, label, uses, used, created_at, expires_at FROM invitation "
        "WHERE used < uses AND expires_at > ? ORDER BY created_at DESC LIMIT 200");
    query.arg(base::to_millis(now));
    while (query.step()) {
        all.push_back({.id = query.text(0),
                       .role = parse_role(query.text(1)).value_or(Role::Reader),
                       .label = query.text(2),
                       .uses = static_cast<int>(query.number(3)),
                       .used = static_cast<int>(query.number(4)),
                       .created = base::from_millis(query.number(5)),
                       .expires = base::from_millis(query.number(6))});
    }
    return all;
}

bool InvitationStore::revoke(const std::string& id) {
    return connection_.query("DELETE FROM invitation WHERE id = ?").arg(id).run() > 0;
}

void InvitationStore::ask(const JoinRequest& request) {
    connection_
        .query(
            "INSERT INTO join_request (id, email, name, reason, at) VALUES (?,?,?,?,?) "
            "ON CONFLICT (email) DO UPDATE SET name = excluded.name, reason = excluded.reason, "
            "at = excluded.at")
        .arg(request.id)
        .arg(request.email)
        .arg(request.name)
        .arg(request.reason)
        .arg(base::to_millis(request.at))
        .run();
}

std::vector<JoinRequest> InvitationStore::requests() {
    std::vector<JoinRequest> all;
    auto query =
        connection_.query("SELECT id, email, name, reason, at FROM join_request ORDER BY at, id");
    while (query.step()) {
        all.push_back({query.text(0), query.text(1), query.text(2), query.text(3),
                       base::from_millis(query.number(4))});
    }
    return all;
}

std::optional<JoinRequest> InvitationStore::request(const std::string& id) {
    for (auto& one : requests()) {
        if (one.id == id) return std::move(one);
    }
    return std::nullopt;
}

void InvitationStore::forget_request(const std::string& id) {
    connection_.query("DELETE FROM join_request WHERE id = ?").arg(id).run();
}

}  // namespace essaim::accounts
