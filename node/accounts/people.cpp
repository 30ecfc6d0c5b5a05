#include "node/accounts/people.h"

#include "node/accounts/account_store.h"
#include "node/accounts/invitation.h"
#include "node/accounts/password.h"
#include "node/accounts/people_store.h"
#include "node/accounts/recovery_store.h"
#include "node/accounts/session_store.h"
#include "node/base/random.h"
#include "node/storage/connection.h"

namespace essaim::accounts {

namespace {

Result<void> somebody_else_manages(PeopleStore& store, const std::string& id) {
    const auto person = store.find(id);
    if (!person) return refuse(Fault::NotFound, "no such account");
    const bool counts = person->account.role == Role::Manager && !person->closed;
    if (counts && store.managers_besides(id) == 0) {
        return refuse(Fault::Conflict,
                      "Il ne resterait personne pour gérer le nœud : donnez d’abord ce rôle à "
                      "quelqu’un d’autre.");
    }
    return {};
}

Result<void> good_passphrase(const std::string& passphrase) {
    for (const auto& problem : problems_of("x", "x@x.example", passphrase)) {
        return refuse(Fault::Unprocessable, problem.message);
    }
    return {};
}

}  // namespace

std::vector<Person> People::all() const {
    auto reader = database_.read();
    return PeopleStore(*reader).all();
}

std::optional<Person> People::find(const std::string& id) const {
    auto reader = database_.read();
    return PeopleStore(*reader).find(id);
}

void People::note(storage::Connection& connection, const std::string& who, const char* action,
                  const std::string& id) const {
    if (!who.empty()) AccountStore(connection).journal(who, action, id, clock_.now());
}

Result<void> People::set_role(const std::string& id, Role role, const std::string& who) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        PeopleStore store(connection);
        const auto person = store.find(id);
        if (!person) return refuse(Fault::NotFound, "no such account");
        if (person->account.role == role) return {};
        if (role != Role::Manager) {
            if (auto good = somebody_else_manages(store, id); !good) return good;
        }
        store.set_role(id, role);
        note(connection, who, "person.role", id);
        SessionStore(connection).close_all(id);
        return {};
    });
}

Result<void> People::close(const std::string& id, const std::string& who) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        PeopleStore store(connection);
        if (auto good = somebody_else_manages(store, id); !good) return good;
        store.set_closed(id, clock_.now());
        note(connection, who, "person.compte-ferme", id);
        SessionStore(connection).close_all(id);
        return {};
    });
}

Result<void> People::reopen(const std::string& id, const std::string& who) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        PeopleStore store(connection);
        if (!store.find(id)) return refuse(Fault::NotFound, "no such account");
        store.set_closed(id, std::nullopt);
        note(connection, who, "person.compte-rouvert", id);
        return {};
    });
}

Result<base::Instant> People::leave(const std::string& id) {
    const auto end = clock_.now() + kRegret;
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        PeopleStore store(connection);
        if (auto good = somebody_else_manages(store, id); !good) return good;
        store.set_leaving(id, end);
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return end;
}

Result<void> People::stay(const std::string& id) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        PeopleStore(connection).set_leaving(id, std::nullopt);
        return {};
    });
}

std::vector<std::string> People::due() const {
    auto reader = database_.read();
    return PeopleStore(*reader).leaving_before(clock_.now());
}

Result<void> People::erase(const std::string& id) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        PeopleStore(connection).erase(id);
        return {};
    });
}

std::vector<OwnSession> People::sessions(const std::string& id, const std::string& current) const {
    auto reader = database_.read();
    return SessionStore(*reader).of(id, base::sha256_hex(current));
}

Result<void> People::end_session(const std::string& id, const std::string& handle) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        SessionStore(connection).close_named(id, handle);
        return {};
    });
}

Result<void> People::end_others(const std::string& id, const std::string& current) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        SessionStore(connection).close_others(id, base::sha256_hex(current));
        return {};
    });
}

Result<std::vector<std::string>> People::make_sheet(const std::string& id) {
    std::vector<std::string> codes;
    std::vector<std::string> hashes;
    for (std::size_t i = 0; i < kSheetCodes; ++i) {
        codes.push_back(new_code());
        hashes.push_back(hash_of_code(codes.back()));
    }
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        RecoveryStore(connection).set_codes(id, RecoveryStore::kSheet, hashes, clock_.now());
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return codes;
}

Result<Account> People::use_sheet(const std::string& email, const std::string& code,
                                  const std::string& passphrase) {
    if (auto good = good_passphrase(passphrase); !good) return std::unexpected(good.error());
    const auto password = hash_passphrase(passphrase);  // always: the time tells nothing
    return database_.write_value([&](storage::Connection& connection) -> Result<Account> {
        AccountStore accounts(connection);
        const auto account = accounts.by_email(tidy_email(email));
        const bool right =
            account && RecoveryStore(connection)
                           .use_code(account->id, RecoveryStore::kSheet, hash_of_code(code));
        if (!right) {
            return refuse(Fault::Unauthorized,
                          "L’adresse ou le code ne convient pas, ou ce code a déjà servi.");
        }
        accounts.set_password(account->id, password);
        SessionStore(connection).close_all(account->id);
        return *account;
    });
}

bool People::is_passphrase_of(const std::string& id, const std::string& passphrase) const {
    if (passphrase.size() > kPassphraseMost) return false;
    std::string password;
    {
        auto reader = database_.read();
        password = AccountStore(*reader).password_of(id);
    }
    return !password.empty() && passphrase_matches(password, passphrase);
}

Result<void> People::change_passphrase(const std::string& id, const std::string& old,
                                       const std::string& passphrase, const std::string& current) {
    if (auto good = good_passphrase(passphrase); !good) return good;
    if (!is_passphrase_of(id, old)) {
        return refuse(Fault::Unauthorized, "Ce n’est pas votre phrase de passe actuelle.");
    }
    const auto password = hash_passphrase(passphrase);
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        AccountStore(connection).set_password(id, password);
        SessionStore(connection).close_others(id, base::sha256_hex(current));
        return {};
    });
}

}  // namespace essaim::accounts
