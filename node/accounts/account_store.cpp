#include "node/accounts/account_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

namespace {

Account read(const storage::Query& row) {
    return {row.text(0), row.text(1), row.text(2), parse_role(row.text(3)).value_or(Role::Reader),
            row.text(4)};
}

}  // namespace

void AccountStore::insert(const Account& account, const std::string& password, base::Instant now) {
    connection_
        .query(
            "INSERT INTO account (id, email, name, role, password, language, created_at) VALUES "
            "(?,?,?,?,?,?,?)")
        .arg(account.id)
        .arg(account.email)
        .arg(account.name)
        .arg(role_name(account.role))
        .arg(password)
        .arg(account.language)
        .arg(base::to_millis(now))
        .run();
}

std::optional<Account> AccountStore::by_email(const std::string& email) {
    auto query = connection_
                     .query(
                         "SELECT id, email, name, role, language FROM account WHERE email = ? AND "
                         "disabled_at IS NULL")
                     .arg(email);
    if (!query.step()) return std::nullopt;
    return read(query);
}

bool AccountStore::is_taken(const std::string& email) {
    return connection_.query("SELECT 1 FROM account WHERE email = ?").arg(email).step();
}

std::string AccountStore::password_of(const std::string& id) {
    auto query = connection_.query("SELECT password FROM account WHERE id = ?").arg(id);
    return query.step() ? query.text(0) : std::string();
}

void AccountStore::set_password(const std::string& id, const std::string& password) {
    connection_.query("UPDATE account SET password = ? WHERE id = ?").arg(password).arg(id).run();
}

std::vector<Account> AccountStore::all() {
    std::vector<Account> accounts;
    auto query = connection_.query(
        "SELECT id, email, name, role, language FROM account WHERE disabled_at IS NULL ORDER BY "
        "created_at");
    while (query.step()) accounts.push_back(read(query));
    return accounts;
}

void AccountStore::journal(const std::string& account, const std::string& action,
                           const std::string& detail, base::Instant now) {
    connection_.query("INSERT INTO journal (at, account, action, detail) VALUES (?,?,?,?)")
        .arg(base::to_millis(now))
        .arg(account)
        .arg(action)
        .arg(detail)
        .run();
}

}  // namespace essaim::accounts
