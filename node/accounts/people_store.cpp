#include "node/accounts/people_store.h"

#include "node/storage/connection.h"

namespace essaim::accounts {

namespace {

constexpr const char* kColumns =
    "SELECT a.id, a.email, a.name, a.role, a.language, a.created_at, a.disabled_at, a.leaving_at, "
    "(SELECT max(seen_at) FROM session s WHERE s.account = a.id), "
    "EXISTS (SELECT 1 FROM second_code c WHERE c.account = a.id AND c.confirmed_at IS NOT NULL), "
    "EXISTS (SELECT 1 FROM recovery_code r WHERE r.account = a.id AND r.kind = 'sheet') "
    "FROM account a ";

std::optional<base::Instant> maybe_instant(const storage::Query& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return base::from_millis(row.number(column));
}

Person read(const storage::Query& row) {
    return {.account = {row.text(0), row.text(1), row.text(2),
                        parse_role(row.text(3)).value_or(Role::Reader), row.text(4)},
            .created = base::from_millis(row.number(5)),
            .seen = maybe_instant(row, 8),
            .closed = maybe_instant(row, 6),
            .leaving = maybe_instant(row, 7),
            .second_code = row.number(9) != 0,
            .has_sheet = row.number(10) != 0};
}

std::optional<std::int64_t> millis_of(std::optional<base::Instant> at) {
    if (!at) return std::nullopt;
    return base::to_millis(*at);
}

}  // namespace

std::vector<Person> PeopleStore::all() {
    std::vector<Person> people;
    auto query = connection_.query(std::string(kColumns) +
                                   "ORDER BY a.disabled_at IS NOT NULL, a.created_at, a.id");
    while (query.step()) people.push_back(read(query));
    return people;
}

std::optional<Person> PeopleStore::find(const std::string& id) {
    auto query = connection_.query(std::string(kColumns) + "WHERE a.id = ?");
    query.arg(id);
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::int64_t PeopleStore::managers_besides(const std::string& id) {
    auto query = connection_.query(
        "SELECT count(*) FROM account WHERE role = 'manager' AND disabled_at IS NULL AND "
        "leaving_at IS NULL AND id <> ?");
    query.arg(id);
    query.step();
    return query.number(0);
}

void PeopleStore::set_role(const std::string& id, Role role) {
    connection_.query("UPDATE account SET role = ? WHERE id = ?")
        .arg(role_name(role))
        .arg(id)
        .run();
}

void PeopleStore::set_closed(const std::string& id, std::optional<base::Instant> at) {
    const auto millis = millis_of(at);
    connection_.query("UPDATE account SET disabled_at = iif(? = 1, ?, NULL) WHERE id = ?")
        .arg(millis ? 1 : 0)
        .arg(millis.value_or(0))
        .arg(id)
        .run();
}

void PeopleStore::set_leaving(const std::string& id, std::optional<base::Instant> at) {
    const auto millis = millis_of(at);
    connection_.query("UPDATE account SET leaving_at = iif(? = 1, ?, NULL) WHERE id = ?")
        .arg(millis ? 1 : 0)
        .arg(millis.value_or(0))
        .arg(id)
        .run();
}

std::vector<std::string> PeopleStore::leaving_before(base::Instant now) {
    std::vector<std::string> ids;
    auto query = connection_.query(
        "SELECT id FROM account WHERE leaving_at IS NOT NULL AND leaving_at <= ?");
    query.arg(base::to_millis(now));
    while (query.step()) ids.push_back(query.text(0));
    return ids;
}

void PeopleStore::erase(const std::string& id) {
    // Sessions, second code and sheet go with it (ON DELETE CASCADE); the journal keeps a number.
    connection_.query("DELETE FROM account WHERE id = ?").arg(id).run();
}

}  // namespace essaim::accounts
